package io.eventtopology.services.analytics.projection;

import java.time.Instant;

/**
 * What happened of one type.
 *
 * @param type event type
 * @param events how many
 * @param firstAt time of the earliest
 * @param lastAt time of the latest
 */
public record TypeProjection(String type, long events, Instant firstAt, Instant lastAt) {}
