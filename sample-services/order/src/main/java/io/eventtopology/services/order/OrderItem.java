package io.eventtopology.services.order;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * One line of an order.
 *
 * @param sku what is ordered
 * @param quantity how many
 * @param unitPriceCents price of one, in cents
 */
public record OrderItem(
        @NotBlank @Size(max = 64) String sku,
        @Min(1) @Max(1000) int quantity,
        @Min(1) @Max(100_000_000) long unitPriceCents) {}
