package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * Named policies.
 *
 * @param timeouts longest times, for example 30s
 * @param retries retries
 * @param circuitBreakers circuit breakers
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResiliencyPolicies(
        Map<String, String> timeouts,
        Map<String, RetryPolicy> retries,
        Map<String, CircuitBreakerPolicy> circuitBreakers) {}
