package io.eventtopology.planner.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnsTopicsTest {
    /** As nameToAWSSanitizedName of components-contrib 1.16.0 answers. */
    @Test
    void names_are_what_dapr_makes_of_them() {
        assertThat(SnsTopics.of("todos.task.created", false)).isEqualTo("todostaskcreated");
        assertThat(SnsTopics.of("todos.task-list.re_opened", false)).isEqualTo("todostask-listre_opened");
        assertThat(SnsTopics.of("a".repeat(90), false)).isEqualTo("a".repeat(80));
        assertThat(SnsTopics.of("a".repeat(90), true)).isEqualTo("a".repeat(75) + ".fifo");
        assertThat(SnsTopics.of("todos.task.created", true)).isEqualTo("todostaskcreated.fifo");
        assertThat(SnsTopics.of("todos.task.fifo", true)).isEqualTo("todostask.fifo");
        assertThat(SnsTopics.of("todos.task.fifo", false)).isEqualTo("todostaskfifo");
    }

    /**
     * Dapr leaves the topics of dead letters as they are, and no two have one. As {@code <event>.<namespace>.<service>.dlq}, those
     * of services with long names were cut before the names differed, and those of events with long types had the event's own.
     */
    @Test
    void dead_letters_have_topics_of_their_own() {
        Map<String, String> topics = new HashMap<>();
        for (String event : List.of("a.b.c", "ab.c.d", "a.b_c.d", "a.b.c_d", "a.b.c-d", "a." + "b".repeat(80) + ".c")) {
            assertThat(topics.put(SnsTopics.of(event, false), event)).isNull();
            for (String namespace : List.of("shop", "shop-a", "a", "n".repeat(63))) {
                for (String service : List.of("a", "shop", "service-one", "service-two")) {
                    String topic = SnsTopics.deadLetters(event, namespace, service);
                    assertThat(SnsTopics.of(topic, false)).isEqualTo(topic);
                    assertThat(SnsTopics.of(topic, true)).isEqualTo(topic + ".fifo");
                    assertThat(topics.put(topic, event)).as(topic).isNull();
                }
            }
        }
        assertThat(SnsTopics.deadLetters("todos.task.created", "shop", "notify"))
                .isEqualTo("DLQ_todos_task_created_shop_notify");
    }
}
