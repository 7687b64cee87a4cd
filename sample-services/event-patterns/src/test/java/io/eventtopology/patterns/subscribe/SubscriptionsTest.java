package io.eventtopology.patterns.subscribe;

import static io.eventtopology.patterns.testing.TestEvents.CREATED;
import static io.eventtopology.patterns.testing.TestEvents.DEAD_LETTERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventtopology.patterns.subscribe.Subscription.Bulk;
import io.eventtopology.patterns.subscribe.Subscription.Rule;
import io.eventtopology.patterns.testing.TestEvents;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an app tells Dapr. */
final class SubscriptionsTest {
    /** The seed's subscription. */
    @Test
    void oneRoute() {
        assertThat(new Subscriptions(TestEvents.withoutDeadLetters(), Map.of(CREATED, "/events/todo-created")).json())
                .isEqualTo(
                        "[{\"pubsubname\":\"pubsub\",\"topic\":\"todos.task.created\",\"route\":\"/events/todo-created\"}]");
    }

    /** Beside a dead-letter topic, Dapr dead-letters what no rule matches unless there is a default. */
    @Test
    void rulesAndBulkBesideADeadLetterTopic() {
        Subscription subscription = new Subscription(
                CREATED,
                null,
                List.of(new Rule("event.data.priority == \"high\"", "/events/urgent")),
                new Bulk(100, 50));
        assertThat(new Subscriptions(TestEvents.environment(3), List.of(subscription)).json())
                .isEqualTo(
                        "[{\"pubsubname\":\"pubsub\",\"topic\":\"todos.task.created\",\"routes\":{\"rules\":"
                                + "[{\"match\":\"event.data.priority == \\\"high\\\"\",\"path\":\"/events/urgent\"}],"
                                + "\"default\":\"/eventtopology/ignored\"},\"deadLetterTopic\":\"" + DEAD_LETTERS
                                + "\",\"bulkSubscribe\":{\"enabled\":true,\"maxMessagesCount\":100,\"maxAwaitDurationMs\":50}}]");
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> new Subscription(CREATED, null, List.of(), null))
                .hasMessageContaining(CREATED);
        Subscription subscription = Subscription.of(CREATED, "/events/a");
        assertThatThrownBy(() -> new Subscriptions(
                        TestEvents.environment(3), List.of(subscription, Subscription.of(CREATED, "/events/b"))))
                .hasMessageContaining(CREATED);
    }
}
