package io.eventtopology.services.analytics;

import io.eventtopology.patterns.consumer.EventRoute;
import io.eventtopology.patterns.projection.EventLog;
import io.eventtopology.patterns.projection.ProjectionStore;
import io.eventtopology.services.analytics.projection.ActivityProjection;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** The parts of the service as beans. */
final class AnalyticsBeans {
    private AnalyticsBeans() {}

    @Produces
    @Singleton
    static EventLog log() {
        return new EventLog();
    }

    @Produces
    @Singleton
    static ProjectionStore store(DataSource database, EventLog log) {
        return new ProjectionStore(database, log, new ActivityProjection());
    }

    @Produces
    @Singleton
    static EventRoute todos(ProjectionStore store) {
        return new EventRoute("/events/todo-*", new ActivityHandler(store));
    }

    @Produces
    @Singleton
    static EventRoute users(ProjectionStore store) {
        return new EventRoute("/events/user-registered", new ActivityHandler(store));
    }

    @Produces
    @Singleton
    static EventRoute notifications(ProjectionStore store) {
        return new EventRoute("/events/notification-sent", new ActivityHandler(store));
    }
}
