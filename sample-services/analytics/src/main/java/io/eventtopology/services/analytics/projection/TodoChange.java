package io.eventtopology.services.analytics.projection;

import org.jspecify.annotations.Nullable;

/**
 * What one event tells of a todo.
 *
 * @param todoId which
 * @param userId whose it is; null where the event does not say
 * @param action what happened to it
 */
public record TodoChange(String todoId, @Nullable String userId, Action action) implements Effect {
    /** What can happen to a todo. */
    public enum Action {
        /** It was made. */
        CREATED,
        /** It was done. */
        COMPLETED,
        /** It was taken away. */
        DELETED
    }
}
