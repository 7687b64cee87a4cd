package io.eventtopology.planner.model;

import io.eventtopology.crds.Backoff;
import java.time.Duration;

/**
 * Retries with their defaults filled in.
 *
 * @param maxAttempts attempts in all, at least 1
 * @param backoff how the wait grows
 * @param interval the constant wait; used with {@link Backoff#CONSTANT}
 * @param maxInterval the longest wait; used with {@link Backoff#EXPONENTIAL}
 */
public record ResolvedRetry(int maxAttempts, Backoff backoff, Duration interval, Duration maxInterval) {}
