package io.eventtopology.operator.status;

import io.eventtopology.crds.Condition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The only place that knows what time it is; everything else in the operator is level-triggered. */
public final class StatusClock {
    private final Clock clock;

    /** Tells the time of this clock. */
    public StatusClock(Clock clock) {
        this.clock = clock;
    }

    /** Conditions of a generation, after those that were reported before. */
    public Conditions conditions(List<Condition> previous, Long generation) {
        return new Conditions(this, previous, generation);
    }

    /** Time since a timestamp as Kubernetes writes it (RFC 3339). */
    public Duration since(String timestamp) {
        return Duration.between(Instant.parse(timestamp), Instant.now(clock));
    }

    /** Now, as Kubernetes writes it: RFC 3339 in whole seconds. */
    public String timestamp() {
        return Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Now. */
    public Instant now() {
        return Instant.now(clock);
    }
}
