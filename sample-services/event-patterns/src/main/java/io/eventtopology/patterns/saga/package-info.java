/** Sagas: transactions over several services, with timeouts and compensation. */
@NullMarked
package io.eventtopology.patterns.saga;

import org.jspecify.annotations.NullMarked;
