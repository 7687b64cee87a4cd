package io.eventtopology.planner.model;

import java.time.Duration;

/**
 * A circuit breaker with its defaults filled in.
 *
 * @param consecutiveFailures failures in a row that open it
 * @param openFor how long it stays open
 * @param halfOpenRequests trials while half open
 */
public record ResolvedBreaker(int consecutiveFailures, Duration openFor, int halfOpenRequests) {}
