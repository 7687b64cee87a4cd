package io.eventtopology.patterns.outbox;

import io.eventtopology.patterns.publish.PublishFailure;

/** Hears what a relay does, for metrics. Called from the relay's threads; must be quick and must not throw. */
public interface RelayListener {
    /** Hears nothing. */
    RelayListener NONE = new RelayListener() {};

    /** Events of a topic were acknowledged by the broker. */
    default void published(String topic, int events) {}

    /** An event was not acknowledged; it is tried again. */
    default void failed(String topic, PublishFailure failure) {}
}
