package io.eventtopology.patterns.quarkus;

import io.eventtopology.patterns.outbox.OutboxStatus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** What is done every few seconds, beside requests. */
@Singleton
final class Housekeeping {
    private static final Logger LOG = Logger.getLogger(Housekeeping.class);
    private static final int LOOK_SECONDS = 5;

    private final Transactions transactions;
    private final OutboxMetrics outbox;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("housekeeping").daemon().factory());

    Housekeeping(Transactions transactions, OutboxMetrics outbox) {
        this.transactions = transactions;
        this.outbox = outbox;
    }

    void start(@Observes StartupEvent started) {
        thread.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent stopping) {
        thread.shutdownNow();
    }

    private void look() {
        try {
            outbox.observe(transactions.read(OutboxStatus::read));
        } catch (RuntimeException e) {
            // The next look follows; readiness tells that the database is down.
            LOG.debug("The outbox cannot be looked at", e);
        }
    }
}
