/** Idempotent consumer: which events had their effect. */
@NullMarked
package io.eventtopology.patterns.inbox;

import org.jspecify.annotations.NullMarked;
