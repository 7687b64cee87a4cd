/** Transactional outbox: an event is published if, and only if, the transaction that wrote it is committed. */
@NullMarked
package io.eventtopology.patterns.outbox;

import org.jspecify.annotations.NullMarked;
