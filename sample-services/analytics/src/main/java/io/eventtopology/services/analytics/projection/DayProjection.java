package io.eventtopology.services.analytics.projection;

import java.time.LocalDate;
import java.util.SortedMap;

/**
 * What happened on one day.
 *
 * @param day in UTC, by the time of the events
 * @param events of all types
 * @param types event type → events
 */
public record DayProjection(LocalDate day, long events, SortedMap<String, Long> types) {}
