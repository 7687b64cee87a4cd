package io.eventtopology.patterns.quarkus;

import io.eventtopology.patterns.inbox.InboxExpiry;
import io.eventtopology.patterns.outbox.OutboxStatus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** What is done every few seconds, beside requests. */
@Singleton
final class Housekeeping {
    private static final Logger LOG = Logger.getLogger(Housekeeping.class);
    private static final int LOOK_SECONDS = 3;
    private static final int SWEEP_SECONDS = 15 * 60;

    private final DatabaseReadiness database;
    private final Transactions transactions;
    private final OutboxMetrics outbox;
    private final InboxExpiry inbox;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("housekeeping").daemon().factory());

    Housekeeping(
            @Readiness DatabaseReadiness database, Transactions transactions, OutboxMetrics outbox, InboxExpiry inbox) {
        this.database = database;
        this.transactions = transactions;
        this.outbox = outbox;
        this.inbox = inbox;
    }

    void start(@Observes StartupEvent started) {
        var unusedLooks = thread.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
        // Replicas that started together do not sweep together.
        int first = ThreadLocalRandom.current().nextInt(SWEEP_SECONDS);
        var unusedSweeps = thread.scheduleWithFixedDelay(this::sweep, first, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent stopping) {
        thread.shutdownNow();
    }

    private void look() {
        try {
            // For what a rotated password brings about, before the next pod takes this one's place.
            database.call();
            outbox.observe(transactions.read(OutboxStatus::read));
        } catch (RuntimeException e) {
            // The next look follows; readiness tells that the database is down.
            LOG.debug("The outbox cannot be looked at", e);
        }
    }

    private void sweep() {
        try {
            int gone = inbox.sweep();
            LOG.debugf("%d rows of the inbox have expired", gone);
        } catch (SQLException | RuntimeException e) {
            LOG.warn("The inbox was not swept; the next sweep follows", e);
        }
    }
}
