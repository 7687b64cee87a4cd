package io.eventtopology.operator.delivery;

import java.time.Duration;
import java.time.Instant;

/** How often an eviction is tried: a minute between two, and twice as long after each that did not help, ten minutes at most. */
final class EvictionPace {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private Duration pause = SHORTEST;
    private Instant next = Instant.MIN;

    boolean allows(Instant now) {
        return !now.isBefore(next);
    }

    /** An eviction was tried, whatever came of it. */
    void tried(Instant now) {
        next = now.plus(pause);
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    }

    /** The last one helped. The pause under way goes on. */
    void helped() {
        pause = SHORTEST;
    }
}
