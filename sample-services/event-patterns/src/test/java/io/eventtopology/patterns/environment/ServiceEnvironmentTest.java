package io.eventtopology.patterns.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceEnvironmentTest {
    @Test
    void everything_is_read() {
        ServiceEnvironment environment = ServiceEnvironment.of(Map.of(
                "APP_ID", "todo",
                "DAPR_HTTP_PORT", "3501",
                "PUBSUB_NAME", "todos-todo",
                "EVENT_KEYS", "{\"todos.task.created\":\"data.todoId\"}",
                "EVENT_SCHEMAS", "{\"todos.task.created\":{\"type\":\"object\"}}",
                "DEAD_LETTER_TOPICS", "{\"users.account.registered\":\"users.account.registered.shop.todo.dlq\"}",
                "DELIVERY_ATTEMPTS", "{\"users.account.registered\":5}"));
        assertThat(environment.appId()).isEqualTo("todo");
        assertThat(environment.daprHttpPort()).isEqualTo(3501);
        assertThat(environment.pubsubName()).isEqualTo("todos-todo");
        assertThat(environment.eventKeys()).containsEntry("todos.task.created", "data.todoId");
        assertThat(environment.eventSchemas()).containsKey("todos.task.created");
        assertThat(environment.deadLetterTopic("users.account.registered"))
                .contains("users.account.registered.shop.todo.dlq");
        assertThat(environment.deadLetterTopic("todos.task.created")).isEmpty();
        assertThat(environment.deliveryAttempts()).containsEntry("users.account.registered", 5);
    }

    @Test
    void nothing_is_needed() {
        ServiceEnvironment environment = ServiceEnvironment.of(Map.of("EVENT_KEYS", " "));
        assertThat(environment.daprHttpPort()).isEqualTo(3500);
        assertThat(environment.eventKeys()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DAPR_HTTP_PORT|http|http",
                "DAPR_HTTP_PORT|0|0",
                "DAPR_HTTP_PORT|65536|65536",
                "EVENT_KEYS|{|not JSON",
                "EVENT_KEYS|[]|object",
                "EVENT_KEYS|{\"todos.task.created\":7}|todos.task.created",
                "EVENT_SCHEMAS|{\"todos.task.created\":\"object\"}|todos.task.created",
                "DEAD_LETTER_TOPICS|{\"todos.task.created\":null}|todos.task.created",
                "DELIVERY_ATTEMPTS|{\"todos.task.created\":\"five\"}|todos.task.created",
                "DELIVERY_ATTEMPTS|{\"todos.task.created\":0}|todos.task.created"
            })
    void what_cannot_be_read_is_named(String variable, String value, String named) {
        assertThatThrownBy(() -> ServiceEnvironment.of(Map.of(variable, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(variable)
                .hasMessageContaining(named);
    }
}
