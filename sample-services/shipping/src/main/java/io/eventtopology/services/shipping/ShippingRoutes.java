package io.eventtopology.services.shipping;

import io.eventtopology.patterns.consumer.EventRoute;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Where the events of the other participants arrive. */
final class ShippingRoutes {
    private ShippingRoutes() {}

    @Produces
    @Singleton
    static EventRoute paymentCharged(Parcels parcels) {
        return new EventRoute("/events/payment-charged", parcels::paymentCharged);
    }

    @Produces
    @Singleton
    static EventRoute orderExpired(Parcels parcels) {
        return new EventRoute("/events/order-expired", parcels::orderExpired);
    }
}
