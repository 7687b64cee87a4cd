package io.eventtopology.services.payment;

import io.smallrye.config.ConfigMapping;

/** Settings of the simulated card. */
@ConfigMapping(prefix = "payments")
public interface PaymentSettings {
    /** Share of orders that are declined, 0 to 1. */
    double declineRate();

    /** Share of calls that fail and may succeed when repeated, 0 to 1. */
    double failureRate();
}
