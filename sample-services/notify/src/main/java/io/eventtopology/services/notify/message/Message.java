package io.eventtopology.services.notify.message;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a user is told because of one event.
 *
 * @param messageId stable: the same for every delivery of the same event, see {@link MessageId}
 * @param userId who is told
 * @param todoId what it is about; null when it is not about a todo
 * @param text what is said
 * @param eventSource {@code source} of the event
 * @param eventId {@code id} of the event
 * @param eventType {@code type} of the event
 */
public record Message(
        UUID messageId,
        String userId,
        @Nullable String todoId,
        String text,
        String eventSource,
        String eventId,
        String eventType) {}
