/** Compares what sidecars loaded and consume with what is declared, and mends pods that run without. */
@NullMarked
package io.eventtopology.operator.delivery;

import org.jspecify.annotations.NullMarked;
