package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Names of the policies of one target.
 *
 * @param timeout name of a timeout
 * @param retry name of a retry
 * @param circuitBreaker name of a circuit breaker
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TargetPolicies(
        @Nullable String timeout,
        @Nullable String retry,
        @Nullable String circuitBreaker) {}
