package io.eventtopology.patterns.outbox;

import java.time.Duration;

/**
 * How a relay works.
 *
 * @param workers transactions at once; each keeps a connection
 * @param batch events in one transaction
 * @param look how long to wait for a notification before looking all the same, in case one was lost
 * @param firstBackoff wait after the first failure of an event; it doubles with each further one
 * @param longestBackoff the longest wait
 * @param hold after this time in one transaction PostgreSQL takes a relay for hung and frees its events; also the longest wait for an answer of the database; must be
 *     the publisher's timeout
 */
public record RelaySettings(
        int workers, int batch, Duration look, Duration firstBackoff, Duration longestBackoff, Duration hold) {
    /** Fits most services. */
    public static final RelaySettings DEFAULT = new RelaySettings(
            2, 500, Duration.ofSeconds(2), Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(60));

    /** Checks. */
    public RelaySettings {
        if (workers < 1 || batch < 1) {
            throw new IllegalArgumentException("A relay needs at least one worker and one event in a batch");
        }
    }

    /** The wait after so many failures, at least one. */
    Duration backoff(int failures) {
        Duration wait = firstBackoff.multipliedBy(1L << Math.min(failures - 1, 20));
        return wait.compareTo(longestBackoff) > 0 ? longestBackoff : wait;
    }
}
