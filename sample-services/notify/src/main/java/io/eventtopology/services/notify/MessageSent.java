package io.eventtopology.services.notify;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Data of {@code notifications.message.sent}.
 *
 * @param messageId the message
 * @param userId who was told
 * @param channel the way it went out
 * @param eventId {@code id} of the event that it is about
 * @param eventType {@code type} of that event
 * @param todoId what it was about; absent when it was not about a todo
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record MessageSent(
        String messageId,
        String userId,
        String channel,
        String eventId,
        String eventType,
        @Nullable String todoId) {}
