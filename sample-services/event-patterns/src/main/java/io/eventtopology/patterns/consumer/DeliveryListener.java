package io.eventtopology.patterns.consumer;

import java.time.Duration;

/** Hears what becomes of deliveries, for metrics and alerts. Must be quick and must not throw. */
public interface DeliveryListener {
    /** Hears nothing. */
    DeliveryListener NONE = new DeliveryListener() {};

    /** An event was answered. */
    default void answered(String type, String route, DeliveryResult result, Duration took) {}

    /** An event came again after its effect; nothing was done. */
    default void duplicate(String type, String route) {}

    /** An event went to its dead-letter topic. */
    default void deadLettered(String type, String route, String reason) {}

    /** A dead letter could not be published, so its event is not acknowledged: somebody must look. */
    default void deadLetterRefused(String type, String route, String why) {}
}
