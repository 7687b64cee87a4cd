package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * When to stop trying for a while.
 *
 * @param maxRequests requests let through while half open
 * @param interval period after which counts are cleared
 * @param timeout how long it stays open
 * @param trip CEL expression that opens it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CircuitBreakerPolicy(
        @Nullable Integer maxRequests, @Nullable String interval, String timeout, String trip) {}
