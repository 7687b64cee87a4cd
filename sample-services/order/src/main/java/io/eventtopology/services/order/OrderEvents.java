package io.eventtopology.services.order;

import java.util.List;
import java.util.UUID;

/** Data of the events that this service publishes and consumes. */
final class OrderEvents {
    static final String PLACED = "orders.order.placed";
    static final String EXPIRED = "orders.order.expired";
    static final String COMPLETED = "orders.order.completed";
    static final String CANCELLED = "orders.order.cancelled";

    private OrderEvents() {}

    /** An order was placed. */
    record Placed(UUID orderId, String customerId, long totalCents, List<OrderItem> items) {}

    /** An order waited too long. */
    record Expired(UUID orderId) {}

    /** An order is paid and shipped. */
    record Completed(UUID orderId, String parcelId) {}

    /** An order came to nothing, and nothing of it is charged. */
    record Cancelled(UUID orderId, String reason) {}

    /** Of {@code payments.payment.failed}. */
    record PaymentFailed(UUID orderId, String reason) {}

    /** Of {@code payments.payment.refunded}. */
    record PaymentRefunded(UUID orderId, String reason) {}

    /** Of {@code shipping.parcel.shipped}. */
    record ParcelShipped(UUID orderId, String parcelId) {}
}
