package io.eventtopology.services.order;

import io.eventtopology.patterns.saga.SagaTimeouts;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Looks for orders that wait too long, as long as the service runs. */
@Singleton
final class OrderTimeouts {
    private final DataSource database;
    private final OrderSaga saga;
    private final OrderSettings settings;
    private @Nullable SagaTimeouts running;

    OrderTimeouts(DataSource database, OrderSaga saga, OrderSettings settings) {
        this.database = database;
        this.saga = saga;
        this.settings = settings;
    }

    void start(@Observes StartupEvent started) {
        running = SagaTimeouts.start(database, saga.sagas(), saga::timedOut, settings.look());
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (running != null) {
            running.close();
        }
    }
}
