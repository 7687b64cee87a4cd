package io.eventtopology.services.payment;

import io.eventtopology.patterns.quarkus.EventSubscription;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Where the events of the other participants arrive. */
final class PaymentSubscriptions {
    private PaymentSubscriptions() {}

    @Produces
    @Singleton
    static EventSubscription orderPlaced(Payments payments) {
        return new EventSubscription("orders.order.placed", "/events/order-placed", payments::orderPlaced);
    }

    @Produces
    @Singleton
    static EventSubscription parcelFailed(Payments payments) {
        return new EventSubscription("shipping.parcel.failed", "/events/parcel-failed", payments::parcelFailed);
    }
}
