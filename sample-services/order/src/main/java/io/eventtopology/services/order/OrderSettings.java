package io.eventtopology.services.order;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** Settings of orders. */
@ConfigMapping(prefix = "orders")
public interface OrderSettings {
    /** How long an order may wait for payment and shipping before it is taken back. */
    Duration timeout();

    /** How often expired orders are looked for. */
    Duration look();
}
