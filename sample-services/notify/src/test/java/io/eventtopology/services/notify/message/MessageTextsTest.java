package io.eventtopology.services.notify.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eventtopology.patterns.consumer.PoisonEventException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTextsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "\"text\"",
                "{\"userId\":7,\"todoId\":\"t\"}",
                "{\"userId\":\"\",\"todoId\":\"t\"}"
            })
    void whatDoesNotSayWhomToTellIsPoison(String data) {
        assertThatThrownBy(() -> about("todos.task.created", data))
                .isInstanceOf(PoisonEventException.class)
                .hasMessageContaining("data.userId of todos.task.created");
    }

    @Test
    void aTodoWithoutIdIsPoison() {
        assertThatThrownBy(() -> about("todos.task.completed", "{\"userId\":\"ann\"}"))
                .isInstanceOf(PoisonEventException.class)
                .hasMessageContaining("data.todoId of todos.task.completed");
    }

    @Test
    void aTypeWithoutTextIsPoison() {
        assertThatThrownBy(() -> about("todos.task.deleted", "{\"userId\":\"ann\",\"todoId\":\"t\"}"))
                .isInstanceOf(PoisonEventException.class)
                .hasMessageContaining("todos.task.deleted");
    }

    @Test
    void titlesAndNamesAreToldWhereTheyAreKnown() throws PoisonEventException {
        assertThat(about("todos.task.created", "{\"userId\":\"ann\",\"todoId\":\"t\",\"title\":\"Milk\"}")
                        .text())
                .isEqualTo("Todo created: Milk");
        assertThat(about("todos.task.completed", "{\"userId\":\"ann\",\"todoId\":\"t\"}")
                        .text())
                .isEqualTo("Todo completed");
        assertThat(about("users.account.registered", "{\"userId\":\"ann\",\"name\":\"Ann\"}")
                        .text())
                .isEqualTo("Welcome, Ann");
        assertThat(about("users.account.registered", "{\"userId\":\"ann\"}").text())
                .isEqualTo("Welcome");
    }

    private static Message about(String type, String data) throws PoisonEventException {
        try {
            return MessageTexts.about("/todos/api", "1", type, new ObjectMapper().readTree(data));
        } catch (IOException e) {
            throw new AssertionError(data, e);
        }
    }
}
