package io.eventtopology.services.order;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * What somebody orders.
 *
 * @param customerId who orders
 * @param items what
 */
public record PlaceOrder(
        @NotBlank @Size(max = 64) String customerId,
        @NotEmpty @Size(max = 100) List<@NotNull @Valid OrderItem> items) {
    /** What all of it costs, in cents. */
    long totalCents() {
        return items.stream()
                .mapToLong(item -> item.quantity() * item.unitPriceCents())
                .sum();
    }
}
