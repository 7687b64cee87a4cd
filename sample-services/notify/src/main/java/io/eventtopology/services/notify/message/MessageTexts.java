package io.eventtopology.services.notify.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.patterns.consumer.PoisonEventException;
import org.jspecify.annotations.Nullable;

/** What users are told about which event. */
public final class MessageTexts {
    /** A todo was made. */
    public static final String TODO_CREATED = "todos.task.created";

    /** A todo was done. */
    public static final String TODO_COMPLETED = "todos.task.completed";

    /** A user has come. */
    public static final String USER_REGISTERED = "users.account.registered";

    private MessageTexts() {}

    /**
     * The message about an event.
     *
     * @param source {@code source} of the event
     * @param id {@code id} of the event
     * @param type {@code type} of the event
     * @param data {@code data} of the event: {@code {userId, todoId, title?}} for a todo, {@code {userId, name?}} for a user
     * @throws PoisonEventException when there is no text for the type, or the data does not say whom to tell
     */
    public static Message about(String source, String id, String type, JsonNode data) throws PoisonEventException {
        String userId = required(data, "userId", type);
        return switch (type) {
            case TODO_CREATED -> todo(source, id, type, userId, data, "Todo created");
            case TODO_COMPLETED -> todo(source, id, type, userId, data, "Todo completed");
            case USER_REGISTERED ->
                new Message(
                        MessageId.of(source, id),
                        userId,
                        null,
                        with("Welcome", ", ", optional(data, "name")),
                        source,
                        id,
                        type);
            default ->
                throw new PoisonEventException("There is no message about " + type + ": take its subscription away");
        };
    }

    private static Message todo(String source, String id, String type, String userId, JsonNode data, String what)
            throws PoisonEventException {
        String text = with(what, ": ", optional(data, "title"));
        return new Message(MessageId.of(source, id), userId, required(data, "todoId", type), text, source, id, type);
    }

    private static String with(String what, String separator, @Nullable String detail) {
        return detail == null ? what : what + separator + detail;
    }

    private static String required(JsonNode data, String field, String type) throws PoisonEventException {
        String value = optional(data, field);
        if (value == null) {
            throw new PoisonEventException(
                    "data." + field + " of " + type + " is missing, empty or no text; it says whom to tell about what");
        }
        return value;
    }

    private static @Nullable String optional(JsonNode data, String field) {
        JsonNode value = data.path(field);
        return value.isTextual() && !value.textValue().isEmpty() ? value.textValue() : null;
    }
}
