/** Tests of the metrics. */
@NullMarked
package io.eventtopology.operator.metrics;

import org.jspecify.annotations.NullMarked;
