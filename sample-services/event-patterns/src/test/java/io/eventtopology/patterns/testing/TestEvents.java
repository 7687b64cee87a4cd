package io.eventtopology.patterns.testing;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventFactory;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import java.net.URI;
import java.time.Clock;
import java.util.Map;

/** The seed's events. */
public final class TestEvents {
    /** Type of a created todo. */
    public static final String CREATED = "todos.task.created";
    /** Its dead-letter topic. */
    public static final String DEAD_LETTERS = "todos.task.created.shop.notify.dlq";

    private static final EventFactory FACTORY = new EventFactory(URI.create("/todos/api"), Clock.systemUTC());

    private TestEvents() {}

    /** A created todo. */
    public static CloudEvent created(String todo) {
        return FACTORY.create(CREATED, todo, Map.of("todoId", todo, "userId", "456", "title", "Buy groceries"));
    }

    /** As daprd posts it. */
    public static byte[] body(CloudEvent event) {
        return EventJson.write(event);
    }

    /** A service that has {@code attempts} attempts and a dead-letter topic for created todos. */
    public static ServiceEnvironment environment(int attempts) {
        return environment(3500, attempts);
    }

    /** The same, beside a sidecar. */
    public static ServiceEnvironment environment(int daprHttpPort, int attempts) {
        return new ServiceEnvironment(
                "notify",
                daprHttpPort,
                "pubsub",
                Map.of(),
                Map.of(),
                Map.of(CREATED, DEAD_LETTERS),
                Map.of(CREATED, attempts));
    }

    /** A service without dead letters. */
    public static ServiceEnvironment withoutDeadLetters() {
        return new ServiceEnvironment("notify", 3500, "pubsub", Map.of(), Map.of(), Map.of(), Map.of());
    }
}
