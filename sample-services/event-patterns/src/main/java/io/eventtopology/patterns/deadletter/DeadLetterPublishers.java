package io.eventtopology.patterns.deadletter;

import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.eventtopology.patterns.publish.DaprPublisher;
import io.eventtopology.patterns.publish.EventPublisher;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds what publishes a dead letter: it must go to the broker that its event came from, whichever topology that is of. */
@FunctionalInterface
public interface DeadLetterPublishers {
    /**
     * Publishes through a pub/sub component.
     *
     * @param component the one that the event came through; null when unknown
     */
    EventPublisher through(@Nullable String component);

    /** Publishes through the sidecar, by the component that an event came through, else by the service's own. */
    static DeadLetterPublishers ofSidecar(ServiceEnvironment environment, Duration timeout) {
        Map<String, EventPublisher> publishers = new ConcurrentHashMap<>();
        return component -> publishers.computeIfAbsent(
                component == null ? environment.pubsubName() : component,
                name -> new DaprPublisher(environment, name, timeout));
    }
}
