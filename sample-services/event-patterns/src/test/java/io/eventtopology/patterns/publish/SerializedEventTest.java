package io.eventtopology.patterns.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.envelope.MalformedEventException;
import io.eventtopology.patterns.testing.TestEvents;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerializedEventTest {
    private static final String ODD =
            "{ \"specversion\" : \"1.0\", \"id\":\"1\",\"source\":\"/a\\/b\", \"type\":\"t\",\n\"data\":{\"id\":{\"}\":1e400}} }\n";

    /** What does not become a CloudEvent at a consumer is no event here either. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rubbish",
                "null",
                "[]",
                "\"text\"",
                "{}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\"",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\"}}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\"} {}",
                "{\"specversion\":\"9\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\"}",
                "{\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"source\":\"/a\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"/a\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":1,\"source\":\"/a\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":null,\"source\":\"/a\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":{\"id\":\"1\"},\"source\":\"/a\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\",\"data\":{\"a\":NaN}}"
            })
    void what_is_no_event_is_refused(String text) {
        assertThatThrownBy(() -> SerializedEvent.of("key", text))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageStartingWith("This is no CloudEvent in the JSON format: ");
    }

    @Test
    void the_text_stays_as_it_is() {
        SerializedEvent event = SerializedEvent.of("key", ODD);
        assertThat(event.json()).isEqualTo(ODD);
        assertThat(event.id()).isEqualTo("1");
        assertThat(event.key()).isEqualTo("key");
        assertThat(event.jsonWith(Map.of("topic", "\"\\\n")))
                .isEqualTo(ODD.stripTrailing().replaceFirst(" }$", " ,\"topic\":\"\\\\\"\\\\\\\\\\\\n\"}"));
    }

    /** Twice the same name would be read differently by different readers. */
    @Test
    void an_attribute_that_is_there_is_replaced() {
        CloudEvent event = CloudEventBuilder.from(TestEvents.created("1"))
                .withExtension("topic", "elsewhere")
                .withExtension("number", 7)
                .build();
        String json = SerializedEvent.of(event, new EventKey(Map.of()))
                .jsonWith(Map.of("topic", "here", "number", "8", "further", "yes"));
        CloudEvent replaced = CloudEventBuilder.from(event)
                .withExtension("topic", "here")
                .withExtension("number", "8")
                .withExtension("further", "yes")
                .build();
        assertThat(EventJson.read(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(replaced);
        assertThat(json).containsOnlyOnce("\"topic\"").containsOnlyOnce("\"number\"");
    }

    @Test
    void the_key_of_an_event_is_the_declared_one() {
        EventKey byUser = new EventKey(Map.of(TestEvents.CREATED, "data.userId"));
        assertThat(SerializedEvent.of(TestEvents.created("1"), byUser).key()).isEqualTo("456");
    }
}
