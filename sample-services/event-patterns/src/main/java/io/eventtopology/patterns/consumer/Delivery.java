package io.eventtopology.patterns.consumer;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.deadletter.MessageOrigin;

/**
 * An event that daprd delivers.
 *
 * @param route path that it was sent to
 * @param event the event
 * @param origin where it came from
 */
record Delivery(String route, CloudEvent event, MessageOrigin origin) {}
