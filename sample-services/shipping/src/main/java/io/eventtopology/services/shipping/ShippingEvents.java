package io.eventtopology.services.shipping;

import java.util.UUID;

/** Data of the events that this service publishes and consumes. */
final class ShippingEvents {
    static final String SHIPPED = "shipping.parcel.shipped";
    static final String FAILED = "shipping.parcel.failed";

    private ShippingEvents() {}

    /** The parcel is on its way. */
    record Shipped(UUID orderId, String parcelId) {}

    /** There is no parcel, and there never will be one. */
    record Failed(UUID orderId, String reason) {}

    /** Of {@code payments.payment.charged}. */
    record PaymentCharged(UUID orderId) {}

    /** Of {@code orders.order.expired}. */
    record OrderExpired(UUID orderId) {}
}
