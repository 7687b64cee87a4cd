package io.eventtopology.patterns.consumer;

import io.cloudevents.CloudEvent;
import java.sql.Connection;

/** What a service does about an event; {@link PreparedEventHandler} for what belongs to no transaction. */
@FunctionalInterface
public interface EventHandler {
    /**
     * Has the effect of the event. It is called once for each event, unless the transaction was rolled back; what it does outside of the
     * transaction may happen more than once.
     *
     * @param transaction all effects go here; committed by the caller together with the note that the event was handled
     * @throws RetryableEventException when it may succeed later; {@link FailureKind} tells what else counts as that
     * @throws Exception when it never will: the event is dead-lettered
     */
    void handle(Connection transaction, CloudEvent event) throws Exception;
}
