package io.eventtopology.services.shipping;

import io.smallrye.config.ConfigMapping;

/** Settings of the simulated carrier. */
@ConfigMapping(prefix = "shipping")
public interface ShippingSettings {
    /** Share of parcels that the carrier cannot take, 0 to 1. */
    double failureRate();
}
