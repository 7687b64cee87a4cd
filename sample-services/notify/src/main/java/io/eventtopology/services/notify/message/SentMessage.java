package io.eventtopology.services.notify.message;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The record of a message that went out, once for each event.
 *
 * @param messageId stable: the same for every delivery of the same event, see {@link MessageId}
 * @param userId who was told
 * @param todoId what it was about; null when it was not about a todo
 * @param channel the way it went out
 * @param text what was said
 * @param eventSource {@code source} of the event
 * @param eventId {@code id} of the event
 * @param eventType {@code type} of the event
 * @param sentAt when it was recorded, after it had gone out
 */
public record SentMessage(
        UUID messageId,
        String userId,
        @Nullable String todoId,
        String channel,
        String text,
        String eventSource,
        String eventId,
        String eventType,
        Instant sentAt) {}
