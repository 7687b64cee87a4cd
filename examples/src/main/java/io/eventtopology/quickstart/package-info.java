/** {@code ./quickstart}: the operator at work on a real API server and a real broker, shown and checked step by step. */
@NullMarked
package io.eventtopology.quickstart;

import org.jspecify.annotations.NullMarked;
