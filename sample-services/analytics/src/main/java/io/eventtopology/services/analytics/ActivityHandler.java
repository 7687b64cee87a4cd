package io.eventtopology.services.analytics;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.consumer.EventHandler;
import io.eventtopology.patterns.consumer.PoisonEventException;
import io.eventtopology.patterns.projection.ProjectionStore;
import io.eventtopology.services.analytics.projection.ActivityProjection;
import java.sql.Connection;
import java.sql.SQLException;

/** Stores an event and counts it. */
final class ActivityHandler implements EventHandler {
    private final ProjectionStore store;

    ActivityHandler(ProjectionStore store) {
        this.store = store;
    }

    @Override
    public void handle(Connection transaction, CloudEvent event) throws SQLException, PoisonEventException {
        // What cannot be counted must not get into the log, where it would be in the way of every rebuild.
        ActivityProjection.counted(event);
        store.accept(transaction, event);
    }
}
