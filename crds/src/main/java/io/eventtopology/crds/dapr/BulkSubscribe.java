package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Delivery of several events in one request.
 *
 * @param enabled whether it is on
 * @param maxMessagesCount most events in a request
 * @param maxAwaitDurationMs longest wait, in milliseconds
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BulkSubscribe(
        boolean enabled,
        @Nullable Integer maxMessagesCount,
        @Nullable Integer maxAwaitDurationMs) {}
