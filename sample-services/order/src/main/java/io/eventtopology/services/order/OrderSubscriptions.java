package io.eventtopology.services.order;

import io.eventtopology.patterns.quarkus.EventSubscription;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Where the events of the other participants arrive. */
final class OrderSubscriptions {
    private OrderSubscriptions() {}

    @Produces
    @Singleton
    static EventSubscription paymentFailed(OrderSaga saga) {
        return new EventSubscription("payments.payment.failed", "/events/payment-failed", saga::paymentFailed);
    }

    @Produces
    @Singleton
    static EventSubscription paymentRefunded(OrderSaga saga) {
        return new EventSubscription("payments.payment.refunded", "/events/payment-refunded", saga::paymentRefunded);
    }

    @Produces
    @Singleton
    static EventSubscription parcelShipped(OrderSaga saga) {
        return new EventSubscription("shipping.parcel.shipped", "/events/parcel-shipped", saga::parcelShipped);
    }
}
