package io.eventtopology.services.order;

/**
 * How many orders are in each state.
 *
 * @param placed wait for payment and shipping
 * @param expired waited too long, and are being taken back
 * @param completed paid and shipped
 * @param cancelled not paid, or refunded
 */
public record OrderCounts(long placed, long expired, long completed, long cancelled) {
    static final OrderCounts NONE = new OrderCounts(0, 0, 0, 0);

    OrderCounts with(String state, long count) {
        return switch (state) {
            case OrderSaga.PLACED -> new OrderCounts(count, expired, completed, cancelled);
            case OrderSaga.EXPIRED -> new OrderCounts(placed, count, completed, cancelled);
            case OrderSaga.COMPLETED -> new OrderCounts(placed, expired, count, cancelled);
            case OrderSaga.CANCELLED -> new OrderCounts(placed, expired, completed, count);
            default -> throw new IllegalStateException("The saga of orders has no state " + state);
        };
    }
}
