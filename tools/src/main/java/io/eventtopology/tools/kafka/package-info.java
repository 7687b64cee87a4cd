/** A real Kafka broker on this machine, for tests and the quickstart. */
@NullMarked
package io.eventtopology.tools.kafka;

import org.jspecify.annotations.NullMarked;
