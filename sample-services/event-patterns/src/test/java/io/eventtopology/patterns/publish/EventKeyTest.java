package io.eventtopology.patterns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.eventtopology.patterns.testing.TestEvents;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventKeyTest {
    private static final CloudEvent EVENT = TestEvents.created("123");

    private static String key(String path) {
        return new EventKey(Map.of(TestEvents.CREATED, path)).of(EVENT);
    }

    @Test
    void the_declared_path_leads_to_the_key() {
        assertThat(key("data.userId")).isEqualTo("456");
        assertThat(key("source")).isEqualTo("/todos/api");
    }

    @Test
    void without_a_path_or_with_one_that_leads_nowhere_the_subject_is_the_key() {
        assertThat(new EventKey(Map.of()).of(EVENT)).isEqualTo("123");
        assertThat(key("data.absent.deeper")).isEqualTo("123");
        assertThat(key("data")).as("an object is no key").isEqualTo("123");
    }

    @Test
    void without_a_subject_the_id_is_the_key() {
        CloudEvent bare = CloudEventBuilder.v1()
                .withId("7")
                .withSource(EVENT.getSource())
                .withType(TestEvents.CREATED)
                .build();
        assertThat(new EventKey(Map.of(TestEvents.CREATED, "data.userId")).of(bare))
                .isEqualTo("7");
    }
}
