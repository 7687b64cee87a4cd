package io.eventtopology.planner.model;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as people write them in our resources, and as Go programs read them. */
public final class DurationText {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m|h|d)");

    private DurationText() {}

    /**
     * Reads a whole number with one of the units ms, s, m, h and d, for example {@code 7d}.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static Duration parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text
                            + "\" is no duration; write a whole number from 1 with one of the units ms, s, m, h and d, for example 30s or 7d");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** The duration in the largest unit of Go's (h, m, s, ms) that gives a whole number, for example {@code 336h}. */
    public static String go(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        if (millis % 1000 == 0) {
            return millis / 1000 + "s";
        }
        return millis + "ms";
    }
}
