package io.eventtopology.services.analytics.projection;

/** What one event changes for todos and users. That it counts by day and type is no part of it. */
public sealed interface Effect permits TodoChange, Effect.Registration, Effect.Notification, Effect.None {
    /**
     * A user has come.
     *
     * @param userId who
     */
    record Registration(String userId) implements Effect {}

    /**
     * A message was sent.
     *
     * @param userId to whom
     */
    record Notification(String userId) implements Effect {}

    /** Nothing. */
    record None() implements Effect {}
}
