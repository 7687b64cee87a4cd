package io.eventtopology.patterns.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventFactory;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaCheckTest {
    private static final EventFactory FACTORY = new EventFactory(URI.create("/todos/api"), Clock.systemUTC());
    private static final String TYPE = "todos.task.created";
    private static final String SCHEMA = """
            {"type": "object", "required": ["todoId"], "additionalProperties": false,
             "properties": {"todoId": {"type": "string"}, "title": {"type": "string", "maxLength": 5},
                            "tags": {"type": "array", "items": {"enum": ["home", "work"]}}}}""";

    private static SchemaCheck check(String schema) throws JsonProcessingException {
        return new SchemaCheck(Map.of(TYPE, new ObjectMapper().readTree(schema)));
    }

    private static CloudEvent event(Object data) {
        return FACTORY.create(TYPE, "1", data);
    }

    @Test
    void what_fits_and_what_has_no_schema_passes() throws Exception {
        assertThatCode(() -> check(SCHEMA).check(event(Map.of("todoId", "1")))).doesNotThrowAnyException();
        assertThatCode(() -> check(SCHEMA).check(FACTORY.create("todos.task.completed", "1", Map.of())))
                .doesNotThrowAnyException();
    }

    @Test
    void what_breaks_is_told_by_type_place_and_rule_and_never_by_value() throws Exception {
        assertThatThrownBy(() -> check(SCHEMA)
                        .check(event(Map.of("title", "a secret title", "tags", List.of("home", "secret")))))
                .isInstanceOf(SchemaViolationException.class)
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(TYPE)
                        .contains("data breaks required (todoId)")
                        .contains("data/title breaks maxLength")
                        .contains("data/tags/1 breaks enum")
                        .doesNotContain("secret"));
    }

    @Test
    void a_schema_that_cannot_be_used_is_named_at_the_start() {
        assertThatThrownBy(() -> check("{\"type\": \"object\", \"properties\": {\"a\": {\"pattern\": \"(\"}}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(TYPE);
    }

    @Test
    void nothing_is_loaded_from_elsewhere() {
        assertThatThrownBy(() -> check("{\"$ref\": \"http://127.0.0.1:1/schema.json\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(TYPE);
    }
}
