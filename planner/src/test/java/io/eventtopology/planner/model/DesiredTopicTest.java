package io.eventtopology.planner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DesiredTopicTest {
    @Test
    void refusesATopicWithoutPartitionsOrReplicas() {
        assertThatThrownBy(() -> DesiredTopic.of("todos.task.created", 0, null, Map.of()))
                .hasMessage("Topic todos.task.created needs at least 1 partition, not 0");
        assertThatThrownBy(() -> DesiredTopic.of("todos.task.created", 1, 0, Map.of()))
                .hasMessage("Topic todos.task.created needs at least 1 replica, not 0");
    }

    @Test
    void keepsAnImmutableCopyOfItsConfiguration() {
        TreeMap<String, String> config = new TreeMap<>(Map.of("retention.ms", "1"));
        DesiredTopic topic = new DesiredTopic("todos.task.created", 1, 3, config);
        config.put("cleanup.policy", "compact");

        assertThat(topic.config()).containsExactly(Map.entry("retention.ms", "1"));
        assertThatThrownBy(() -> topic.config().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
        assertThat(topic).isEqualTo(DesiredTopic.of("todos.task.created", 1, 3, Map.of("retention.ms", "1")));
    }
}
