package io.eventtopology.services.shipping;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of an order's parcel.
 *
 * @param orderId the order
 * @param parcelId the carrier's number; left out when there is none
 * @param state SHIPPED or REFUSED
 * @param reason why it is not shipped; left out when it is
 * @param changedAt since when
 */
public record Parcel(
        UUID orderId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String parcelId,
        String state,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason,
        Instant changedAt) {
    static final String SHIPPED = "SHIPPED";
    static final String REFUSED = "REFUSED";
}
