package io.eventtopology.planner.model;

import io.eventtopology.crds.Backoff;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Delivery rules with every default filled in: entry over service over topology over the built-in default.
 *
 * @param maxAttempts attempts in all, at least 1
 * @param backoff how the wait grows
 * @param interval the constant wait; used with {@link Backoff#CONSTANT}
 * @param maxInterval the longest wait; used with {@link Backoff#EXPONENTIAL}
 * @param timeout longest time of one delivery
 * @param deadLetter whether failed events go to a dead-letter topic
 * @param deadLetterRetention how long that topic keeps them
 * @param circuitBreaker breaker on deliveries; null without
 */
public record ResolvedDelivery(
        int maxAttempts,
        Backoff backoff,
        Duration interval,
        Duration maxInterval,
        Duration timeout,
        boolean deadLetter,
        Duration deadLetterRetention,
        @Nullable ResolvedBreaker circuitBreaker) {
    /**
     * Whether deliveries are tried in the same way. Dapr has one such policy for a component; dead letters belong to each
     * subscription.
     */
    public boolean hasSamePolicyAs(ResolvedDelivery other) {
        return maxAttempts == other.maxAttempts
                && backoff == other.backoff
                && interval.equals(other.interval)
                && maxInterval.equals(other.maxInterval)
                && timeout.equals(other.timeout)
                && Objects.equals(circuitBreaker, other.circuitBreaker);
    }

    /**
     * The longest time from the first attempt to the end of the last, the waits between them included: a broker that
     * redelivers sooner would deliver twice at once.
     */
    public Duration longest() {
        // Dapr spreads each exponential wait by half (dapr/kit retry.Config, RandomizationFactor 0.5).
        Duration wait = backoff == Backoff.CONSTANT
                ? interval
                : maxInterval.multipliedBy(3).dividedBy(2);
        return timeout.multipliedBy(maxAttempts).plus(wait.multipliedBy(maxAttempts - 1L));
    }
}
