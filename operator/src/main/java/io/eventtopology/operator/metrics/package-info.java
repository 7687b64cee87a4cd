/** Metrics for Prometheus. */
@NullMarked
package io.eventtopology.operator.metrics;

import org.jspecify.annotations.NullMarked;
