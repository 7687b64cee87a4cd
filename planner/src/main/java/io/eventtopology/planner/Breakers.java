package io.eventtopology.planner;

import io.eventtopology.crds.CircuitBreaker;
import io.eventtopology.planner.model.ResolvedBreaker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Circuit breakers with their defaults: open after 5 failures in a row, for 30s, then one trial. */
final class Breakers {
    static final int CONSECUTIVE_FAILURES = 5;
    static final Duration OPEN_FOR = Duration.ofSeconds(30);
    static final int HALF_OPEN_REQUESTS = 1;

    private Breakers() {}

    static @Nullable ResolvedBreaker of(@Nullable CircuitBreaker declared, String subject, Problems problems) {
        if (declared == null) {
            return null;
        }
        return new ResolvedBreaker(
                declared.consecutiveFailures() != null ? declared.consecutiveFailures() : CONSECUTIVE_FAILURES,
                problems.duration(subject + ".openFor", declared.openFor(), OPEN_FOR),
                declared.halfOpenRequests() != null ? declared.halfOpenRequests() : HALF_OPEN_REQUESTS);
    }
}
