/** Finds hazards before anything runs. */
@NullMarked
package io.eventtopology.planner.findings;

import org.jspecify.annotations.NullMarked;
