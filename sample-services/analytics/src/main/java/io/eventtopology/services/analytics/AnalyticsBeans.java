package io.eventtopology.services.analytics;

import io.eventtopology.patterns.projection.EventLog;
import io.eventtopology.patterns.projection.ProjectionStore;
import io.eventtopology.patterns.quarkus.EventSubscription;
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
    static ActivityHandler handler(ProjectionStore store) {
        return new ActivityHandler(store);
    }

    /** Also actions that a topology declares and this service knows nothing about: they are logged, and count by day and type. */
    @Produces
    @Singleton
    static EventSubscription todoActions(ActivityHandler handler) {
        return new EventSubscription("todos.task.*", "/events/todo-*", handler);
    }

    @Produces
    @Singleton
    static EventSubscription todoCreated(ActivityHandler handler) {
        return new EventSubscription("todos.task.created", "/events/todo-created", handler);
    }

    @Produces
    @Singleton
    static EventSubscription todoCompleted(ActivityHandler handler) {
        return new EventSubscription("todos.task.completed", "/events/todo-completed", handler);
    }

    @Produces
    @Singleton
    static EventSubscription todoDeleted(ActivityHandler handler) {
        return new EventSubscription("todos.task.deleted", "/events/todo-deleted", handler);
    }

    @Produces
    @Singleton
    static EventSubscription userRegistered(ActivityHandler handler) {
        return new EventSubscription("users.account.registered", "/events/user-registered", handler);
    }

    @Produces
    @Singleton
    static EventSubscription notificationSent(ActivityHandler handler) {
        return new EventSubscription("notifications.message.sent", "/events/notification-sent", handler);
    }
}
