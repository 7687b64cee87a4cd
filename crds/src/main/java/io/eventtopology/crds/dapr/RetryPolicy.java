package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How often and how fast to try again.
 *
 * @param policy constant or exponential
 * @param duration the constant interval; exponential starts at 500 ms whatever it says (dapr #8828)
 * @param maxInterval longest wait of the exponential policy
 * @param maxRetries retries after the first attempt; -1 without end
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RetryPolicy(
        String policy, @Nullable String duration, @Nullable String maxInterval, int maxRetries) {}
