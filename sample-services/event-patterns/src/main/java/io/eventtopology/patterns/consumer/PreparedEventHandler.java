package io.eventtopology.patterns.consumer;

import io.cloudevents.CloudEvent;

/** A handler with work that may take long and belongs to no transaction, such as calling another system. */
public interface PreparedEventHandler extends EventHandler {
    /**
     * Does that work. It is called before each attempt to handle an event that has had no effect yet, while no connection is held; what it
     * does may happen more than once.
     *
     * @throws RetryableEventException as in {@link #handle}
     * @throws Exception as in {@link #handle}
     */
    void before(CloudEvent event) throws Exception;
}
