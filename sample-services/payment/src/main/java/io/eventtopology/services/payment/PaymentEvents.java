package io.eventtopology.services.payment;

import java.util.UUID;

/** Data of the events that this service publishes and consumes. */
final class PaymentEvents {
    static final String CHARGED = "payments.payment.charged";
    static final String FAILED = "payments.payment.failed";
    static final String REFUNDED = "payments.payment.refunded";

    private PaymentEvents() {}

    /** The money is there. */
    record Charged(UUID orderId, long amountCents) {}

    /** No money was taken. */
    record Failed(UUID orderId, String reason) {}

    /** The money was given back. */
    record Refunded(UUID orderId, long amountCents, String reason) {}

    /** Of {@code orders.order.placed}. */
    record OrderPlaced(UUID orderId, String customerId, long totalCents) {}

    /** Of {@code shipping.parcel.failed}. */
    record ParcelFailed(UUID orderId, String reason) {}
}
