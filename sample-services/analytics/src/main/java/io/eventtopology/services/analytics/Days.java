package io.eventtopology.services.analytics;

import io.eventtopology.services.analytics.projection.DayProjection;
import java.time.LocalDate;
import java.util.List;

/**
 * What happened day by day.
 *
 * @param from first day that was asked for
 * @param to last day that was asked for
 * @param days those on which anything happened
 */
public record Days(LocalDate from, LocalDate to, List<DayProjection> days) {
    /** Copies. */
    public Days {
        days = List.copyOf(days);
    }
}
