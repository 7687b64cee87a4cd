package io.eventtopology.tools.localrun;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them, for example 15s or 1m30s. */
final class GoDuration {
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)");
    private static final Map<String, Long> MILLISECONDS = Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);

    private GoDuration() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException when the text is none
     */
    static Duration parse(String text) {
        Matcher parts = PART.matcher(text);
        BigDecimal milliseconds = BigDecimal.ZERO;
        int end = 0;
        while (parts.find() && parts.start() == end) {
            long unit = MILLISECONDS.getOrDefault(parts.group(2), 1L);
            milliseconds = milliseconds.add(new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit)));
            end = parts.end();
        }
        if (end == 0 || end != text.length()) {
            throw new IllegalArgumentException("\"" + text + "\" is no duration; write for example 15s or 1m30s");
        }
        return Duration.ofMillis(milliseconds.longValue());
    }
}
