/** Renders Kafka topics, users and access control lists. */
@NullMarked
package io.eventtopology.planner.kafka;

import org.jspecify.annotations.NullMarked;
