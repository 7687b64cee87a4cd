package io.eventtopology.patterns.publish;

import io.cloudevents.CloudEvent;
import java.util.List;

/** Publishes events; an event counts as published when the broker has acknowledged it. */
public interface EventPublisher {
    /**
     * Publishes one event.
     *
     * @throws PublishException when the broker has not acknowledged it; it may have been published all the same
     */
    void publish(String topic, CloudEvent event) throws PublishException;

    /**
     * Publishes events to one topic, with their texts as they are.
     *
     * @return those that the broker has not acknowledged, and why; they may have been published all the same
     */
    List<PublishFailure> publishAll(String topic, List<SerializedEvent> events);
}
