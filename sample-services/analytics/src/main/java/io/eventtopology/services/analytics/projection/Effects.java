package io.eventtopology.services.analytics.projection;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.patterns.consumer.PoisonEventException;
import io.eventtopology.services.analytics.projection.TodoChange.Action;
import org.jspecify.annotations.Nullable;

/** Reads from an event what it changes. */
public final class Effects {
    private Effects() {}

    /**
     * What an event changes for todos and users; nothing for a type that is only counted.
     *
     * @param type {@code type} of the event
     * @param data {@code data} of the event: {@code {todoId, userId?}} for a todo, {@code {userId}} for a user or a message
     * @throws PoisonEventException when the data does not say what it is about
     */
    public static Effect of(String type, JsonNode data) throws PoisonEventException {
        return switch (type) {
            case "todos.task.created" -> todo(type, data, Action.CREATED);
            case "todos.task.completed" -> todo(type, data, Action.COMPLETED);
            case "todos.task.deleted" -> todo(type, data, Action.DELETED);
            case "users.account.registered" -> new Effect.Registration(required(data, "userId", type));
            case "notifications.message.sent" -> new Effect.Notification(required(data, "userId", type));
            default -> new Effect.None();
        };
    }

    private static TodoChange todo(String type, JsonNode data, Action action) throws PoisonEventException {
        return new TodoChange(required(data, "todoId", type), optional(data, "userId"), action);
    }

    private static String required(JsonNode data, String field, String type) throws PoisonEventException {
        String value = optional(data, field);
        if (value == null) {
            throw new PoisonEventException("data." + field + " of " + type
                    + " is missing, empty or no text; without it the event cannot be counted");
        }
        return value;
    }

    private static @Nullable String optional(JsonNode data, String field) {
        JsonNode value = data.path(field);
        return value.isTextual() && !value.textValue().isEmpty() ? value.textValue() : null;
    }
}
