package io.eventtopology.services.analytics;

import io.eventtopology.patterns.projection.ProjectionStore;
import io.eventtopology.patterns.quarkus.DatabaseException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Rebuilds the projections beside events and queries. Also goes on with a rebuild that another replica, or this one before it
 * was started again, has left.
 */
@Singleton
final class Rebuilds {
    private static final Logger LOG = Logger.getLogger(Rebuilds.class);
    private static final int LOOK_SECONDS = 5;

    private final ProjectionStore store;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("rebuild").daemon().factory());

    Rebuilds(ProjectionStore store) {
        this.store = store;
    }

    void start(@Observes StartupEvent started) {
        var unused = thread.scheduleWithFixedDelay(this::copy, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent stopping) {
        thread.shutdownNow();
    }

    /**
     * Begins a rebuild; joins the one that is under way.
     *
     * @throws DatabaseException when the database refused or did not answer
     */
    void begin() {
        try {
            store.begin();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        thread.execute(this::copy);
    }

    private void copy() {
        try {
            store.copyAll();
        } catch (SQLException | RuntimeException e) {
            LOG.warn("The rebuild of the projections was interrupted; it goes on in " + LOOK_SECONDS + " s", e);
        }
    }
}
