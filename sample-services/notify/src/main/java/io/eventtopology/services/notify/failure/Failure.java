package io.eventtopology.services.notify.failure;

import org.jspecify.annotations.Nullable;

/**
 * Where the switch stands.
 *
 * @param mode how attempts fail
 * @param eventType only attempts at events of this type fail; null: of every type
 * @param times attempts that are still to fail, 0 when all have; null: all, until it is switched off
 */
public record Failure(
        FailureMode mode,
        @Nullable String eventType,
        @Nullable Long times) {
    /** Nothing fails. */
    public static final Failure NONE = new Failure(FailureMode.NONE, null, null);
}
