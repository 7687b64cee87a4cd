package io.eventtopology.quickstart;

import java.util.function.Predicate;

/**
 * How many events a service published, and what became of deliveries to it, as its metrics have it.
 *
 * @param published events that the broker acknowledged
 * @param delivered deliveries that were answered with SUCCESS, those of dead-lettered events and duplicates among them
 * @param retried deliveries that were answered with RETRY
 * @param deadLettered events that went to a dead-letter topic
 * @param duplicates deliveries of events that had had their effect
 */
record Figures(long published, long delivered, long retried, long deadLettered, long duplicates) {
    /** Nothing yet. */
    static final Figures NONE = new Figures(0, 0, 0, 0, 0);

    private static final String DELIVERIES = "event_deliveries_seconds_count";

    /** Reads a page of metrics in the text format of Prometheus or OpenMetrics; all that count here have labels. */
    static Figures of(String metrics) {
        return new Figures(
                sum(metrics, line -> line.startsWith("outbox_published_events_total")),
                sum(metrics, line -> line.startsWith(DELIVERIES) && line.contains("result=\"success\"")),
                sum(metrics, line -> line.startsWith(DELIVERIES) && line.contains("result=\"retry\"")),
                sum(metrics, line -> line.startsWith("event_dead_letters_total")),
                sum(metrics, line -> line.startsWith("event_duplicates_total")));
    }

    private static long sum(String metrics, Predicate<String> wanted) {
        return (long) metrics.lines().filter(wanted).mapToDouble(Figures::value).sum();
    }

    /** The number after name and labels; an exemplar may follow it. */
    private static double value(String line) {
        String[] words = line.substring(line.indexOf("} ") + 1).strip().split(" ");
        return Double.parseDouble(words[0]);
    }

    /** Both together. */
    Figures plus(Figures other) {
        return new Figures(
                published + other.published,
                delivered + other.delivered,
                retried + other.retried,
                deadLettered + other.deadLettered,
                duplicates + other.duplicates);
    }
}
