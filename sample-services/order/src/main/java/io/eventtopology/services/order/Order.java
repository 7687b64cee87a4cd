package io.eventtopology.services.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order and where its saga stands.
 *
 * @param orderId chosen by the service
 * @param customerId who ordered
 * @param items what was ordered
 * @param totalCents what it costs
 * @param state PLACED, EXPIRED, COMPLETED or CANCELLED
 * @param reason why it was cancelled; left out otherwise
 * @param placedAt when it was placed
 * @param changedAt when it came into its state
 * @param deadline when it expires; left out when it does not any more
 * @param steps what happened to it so far, in this order
 */
public record Order(
        UUID orderId,
        String customerId,
        List<OrderItem> items,
        long totalCents,
        String state,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason,
        Instant placedAt,
        Instant changedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant deadline,
        List<String> steps) {}
