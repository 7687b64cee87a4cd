package io.eventtopology.services.order;

import io.eventtopology.patterns.consumer.EventRoute;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Where the events of the other participants arrive. */
final class OrderRoutes {
    private OrderRoutes() {}

    @Produces
    @Singleton
    static EventRoute paymentFailed(OrderSaga saga) {
        return new EventRoute("/events/payment-failed", saga::paymentFailed);
    }

    @Produces
    @Singleton
    static EventRoute paymentRefunded(OrderSaga saga) {
        return new EventRoute("/events/payment-refunded", saga::paymentRefunded);
    }

    @Produces
    @Singleton
    static EventRoute parcelShipped(OrderSaga saga) {
        return new EventRoute("/events/parcel-shipped", saga::parcelShipped);
    }
}
