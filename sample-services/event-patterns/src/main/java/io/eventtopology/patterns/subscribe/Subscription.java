package io.eventtopology.patterns.subscribe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subscription to one topic. The order of {@code rules} counts: the first that matches takes the event.
 *
 * @param topic event type, which is the topic
 * @param route path that gets the events that no rule matches; null when they are of no interest. Beside a dead-letter topic
 *     {@link io.eventtopology.patterns.consumer.EventConsumer#IGNORED} is asked for them, or Dapr would dead-letter them
 * @param rules paths for some of the events
 * @param bulk how many events one request may hold; null to get each in a request of its own
 */
public record Subscription(
        String topic,
        @Nullable String route,
        List<Rule> rules,
        @Nullable Bulk bulk) {
    /**
     * A path for events that match.
     *
     * @param match CEL over the event, for example {@code event.data.priority == "high"}
     * @param path where they go
     */
    public record Rule(String match, String path) {}

    /**
     * Limits of a bulk delivery.
     *
     * @param maxMessages most events in one request
     * @param maxAwaitMillis longest wait for so many
     */
    public record Bulk(int maxMessages, int maxAwaitMillis) {}

    /** Checks and copies. */
    public Subscription {
        rules = List.copyOf(rules);
        if (route == null && rules.isEmpty()) {
            throw new IllegalArgumentException(
                    "A subscription to " + topic + " needs a route: Dapr ignores one without");
        }
    }

    /** Each event to one path. */
    public static Subscription of(String topic, String route) {
        return new Subscription(topic, route, List.of(), null);
    }
}
