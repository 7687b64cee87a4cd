/** Observes: caches of what exists, and what a change means for whom. */
@NullMarked
package io.eventtopology.operator.watch;

import org.jspecify.annotations.NullMarked;
