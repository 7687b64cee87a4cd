package io.eventtopology.patterns.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFactoryTest {
    private final EventFactory factory = new EventFactory(
            URI.create("/todos/api"), Clock.fixed(Instant.parse("2024-01-15T10:30:00Z"), ZoneId.of("Europe/Berlin")));

    private record Task(String todoId, Instant due) {}

    @Test
    void an_event_in_json_is_as_the_seed_shows_it() throws Exception {
        CloudEvent event = factory.create(
                "todos.task.created", "123", Map.of("todoId", "123", "userId", "456", "title", "Buy groceries"));
        JsonNode json = new ObjectMapper().readTree(EventJson.write(event));
        assertThat(UUID.fromString(json.path("id").asText())).hasToString(event.getId());
        assertThat(json).isEqualTo(new ObjectMapper().readTree("""
                {"specversion":"1.0","id":"%s","source":"/todos/api","type":"todos.task.created","subject":"123",
                 "datacontenttype":"application/json","time":"2024-01-15T10:30:00Z",
                 "data":{"todoId":"123","userId":"456","title":"Buy groceries"}}""".formatted(event.getId())));
    }

    @Test
    void data_may_be_a_record_with_times() {
        CloudEvent event =
                factory.create("todos.task.created", "1", new Task("1", Instant.parse("2024-02-01T00:00:00Z")));
        assertThat(EventJson.data(event).path("due").asText()).isEqualTo("2024-02-01T00:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "created", "task.created", "a.b.c.d", "Todos.task.created", "todos..created", "a.b.c "})
    void a_type_that_is_not_domain_entity_action_is_refused(String type) {
        assertThatThrownBy(() -> factory.create(type, "1", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + type + "\"")
                .hasMessageContaining("<domain>.<entity>.<action>");
    }

    @Test
    void an_event_about_nothing_is_refused() {
        assertThatThrownBy(() -> factory.create("todos.task.created", "", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("subject");
    }

    @Test
    void what_is_written_is_read_back() {
        CloudEvent event =
                factory.create("todos.task.created", "1", Map.of("text", "ä \u0000 \" \\ 😀", "n", 12345678901L));
        CloudEvent back = EventJson.read(EventJson.write(event));
        assertThat(back.getId()).isEqualTo(event.getId());
        assertThat(EventJson.data(back)).isEqualTo(EventJson.data(event));
        assertThat(EventJson.at(back, "data.text")).isEqualTo("ä \u0000 \" \\ 😀");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rubbish", "[]", "{}", "{\"specversion\":\"1.0\",\"id\":\"1\"}", "null"})
    void what_is_no_event_is_named_so(String text) {
        assertThatThrownBy(() -> EventJson.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedEventException.class);
    }
}
