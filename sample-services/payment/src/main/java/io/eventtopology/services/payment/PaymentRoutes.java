package io.eventtopology.services.payment;

import io.eventtopology.patterns.consumer.EventRoute;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Where the events of the other participants arrive. */
final class PaymentRoutes {
    private PaymentRoutes() {}

    @Produces
    @Singleton
    static EventRoute orderPlaced(Payments payments) {
        return new EventRoute("/events/order-placed", payments::orderPlaced);
    }

    @Produces
    @Singleton
    static EventRoute parcelFailed(Payments payments) {
        return new EventRoute("/events/parcel-failed", payments::parcelFailed);
    }
}
