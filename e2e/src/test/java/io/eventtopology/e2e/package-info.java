/** Whole flows: what the planner renders, run by real services with real sidecars, a real broker and a real database. */
package io.eventtopology.e2e;
