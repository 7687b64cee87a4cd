/** The admission webhook on a real API server, and its parts alone. */
package io.eventtopology.operator.admission;
