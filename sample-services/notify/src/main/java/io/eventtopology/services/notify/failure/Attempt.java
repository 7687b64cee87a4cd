package io.eventtopology.services.notify.failure;

import java.time.Instant;

/**
 * One attempt to handle an event.
 *
 * @param eventSource {@code source} of the event
 * @param eventId {@code id} of the event
 * @param eventType {@code type} of the event
 * @param at when it began, by the database's clock, which all replicas share
 */
public record Attempt(String eventSource, String eventId, String eventType, Instant at) {}
