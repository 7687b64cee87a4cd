package io.eventtopology.planner.model;

import io.eventtopology.crds.Backoff;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Delivery rules with every default filled in: entry over service over topology over the built-in default. Two subscriptions
 * with equal rules share a component.
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
        @Nullable ResolvedBreaker circuitBreaker) {}
