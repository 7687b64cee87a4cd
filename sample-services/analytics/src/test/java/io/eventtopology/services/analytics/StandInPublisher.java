package io.eventtopology.services.analytics;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.publish.EventPublisher;
import io.eventtopology.patterns.publish.PublishFailure;
import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands in for a sidecar: keeps what is published. */
@Mock
@Singleton
final class StandInPublisher implements EventPublisher {
    private final Queue<Published> published = new ConcurrentLinkedQueue<>();

    private record Published(String topic, CloudEvent event) {}

    @Override
    public void publish(String topic, CloudEvent event) {
        published.add(new Published(topic, event));
    }

    @Override
    public List<PublishFailure> publishAll(String topic, List<CloudEvent> events) {
        events.forEach(event -> publish(topic, event));
        return List.of();
    }

    List<CloudEvent> publishedTo(String topic) {
        return published.stream()
                .filter(one -> one.topic().equals(topic))
                .map(Published::event)
                .toList();
    }

    void forget() {
        published.clear();
    }
}
