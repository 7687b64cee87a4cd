package io.eventtopology.patterns.quarkus;

import io.eventtopology.patterns.outbox.OutboxRelay;
import io.eventtopology.patterns.outbox.RelaySettings;
import io.eventtopology.patterns.publish.EventPublisher;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The relay of the service's outbox. It starts when the application does, which is after Flyway; it ends when the requests have ended, and
 * finishes the batches that it is publishing.
 */
@Singleton
final class Relay {
    private final DataSource database;
    private final EventPublisher publisher;
    private final OutboxMetrics metrics;
    private @Nullable OutboxRelay running;

    Relay(DataSource database, EventPublisher publisher, OutboxMetrics metrics) {
        this.database = database;
        this.publisher = publisher;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent started) {
        running = OutboxRelay.start(database, publisher, RelaySettings.DEFAULT, metrics);
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (running != null) {
            running.close();
        }
    }
}
