/** Reconciles EventTopology. */
@NullMarked
package io.eventtopology.operator.topology;

import org.jspecify.annotations.NullMarked;
