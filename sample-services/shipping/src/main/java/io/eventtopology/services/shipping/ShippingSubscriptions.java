package io.eventtopology.services.shipping;

import io.eventtopology.patterns.quarkus.EventSubscription;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Where the events of the other participants arrive. */
final class ShippingSubscriptions {
    private ShippingSubscriptions() {}

    @Produces
    @Singleton
    static EventSubscription paymentCharged(Parcels parcels) {
        return new EventSubscription("payments.payment.charged", "/events/payment-charged", parcels::paymentCharged);
    }

    @Produces
    @Singleton
    static EventSubscription orderExpired(Parcels parcels) {
        return new EventSubscription("orders.order.expired", "/events/order-expired", parcels::orderExpired);
    }
}
