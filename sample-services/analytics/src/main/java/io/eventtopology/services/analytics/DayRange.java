package io.eventtopology.services.analytics;

import io.eventtopology.patterns.quarkus.problem.ProblemException;
import jakarta.ws.rs.core.Response.Status;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Days that somebody asks for, both ends included.
 *
 * @param from first
 * @param to last
 */
record DayRange(LocalDate from, LocalDate to) {
    private static final int USUAL = 30;
    private static final int MOST = 366;

    /**
     * Reads the days.
     *
     * @param from as {@code 2026-11-24}; null: {@value #USUAL} days up to {@code to}
     * @param to as {@code 2026-11-24}; null: today
     * @throws ProblemException when it is no day, or there are more than {@value #MOST}, or none
     */
    static DayRange of(@Nullable String from, @Nullable String to, LocalDate today) {
        LocalDate last = to == null ? today : day("to", to);
        LocalDate first = from == null ? last.minusDays(USUAL - 1) : day("from", from);
        long days = ChronoUnit.DAYS.between(first, last) + 1;
        if (days < 1) {
            throw new ProblemException(Status.BAD_REQUEST, "from (" + first + ") must not be after to (" + last + ")");
        }
        if (days > MOST) {
            throw new ProblemException(
                    Status.BAD_REQUEST,
                    "From " + first + " to " + last + " are " + days + " days; ask for " + MOST + " at most");
        }
        return new DayRange(first, last);
    }

    private static LocalDate day(String parameter, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new ProblemException(
                    Status.BAD_REQUEST, parameter + " must be a day such as 2026-11-24, and is not: " + text);
        }
    }
}
