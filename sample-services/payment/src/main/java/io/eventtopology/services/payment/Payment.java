package io.eventtopology.services.payment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The payment of an order.
 *
 * @param orderId the order
 * @param amountCents what it costs; 0 when the order was taken back before it was known
 * @param state CHARGED, DECLINED, REFUNDED or REFUSED
 * @param reason why it is not charged; left out when it is
 * @param changedAt when it came into its state
 */
public record Payment(
        UUID orderId,
        long amountCents,
        String state,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason,
        Instant changedAt) {
    static final String CHARGED = "CHARGED";
    static final String DECLINED = "DECLINED";
    static final String REFUNDED = "REFUNDED";
    static final String REFUSED = "REFUSED";
}
