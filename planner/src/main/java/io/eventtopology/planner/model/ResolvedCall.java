package io.eventtopology.planner.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A synchronous call through Dapr invocation.
 *
 * @param service name of the called EventService, in the same namespace
 * @param appId Dapr app id of the callee
 * @param timeout longest time of a call
 * @param retry retries; null without
 * @param circuitBreaker breaker; null without
 */
public record ResolvedCall(
        String service,
        String appId,
        Duration timeout,
        @Nullable ResolvedRetry retry,
        @Nullable ResolvedBreaker circuitBreaker) {}
