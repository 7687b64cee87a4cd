package io.eventtopology.services.notify.message;

import org.jspecify.annotations.Nullable;

/**
 * Which records are wanted: those that agree with all that is given.
 *
 * @param userId who was told; null: anybody
 * @param todoId what it was about; null: anything
 * @param eventId {@code id} of the event; null: any
 * @param limit at most so many
 */
public record MessageQuery(
        @Nullable String userId,
        @Nullable String todoId,
        @Nullable String eventId,
        int limit) {}
