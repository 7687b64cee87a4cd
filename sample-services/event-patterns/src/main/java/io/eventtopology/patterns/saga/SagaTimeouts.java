package io.eventtopology.patterns.saga;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for sagas that are stuck: whose deadline has passed. Any number of instances may look; each stuck saga is handled by one of them, in
 * one transaction with what the handler does.
 */
public final class SagaTimeouts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SagaTimeouts.class);
    private static final Duration END = Duration.ofSeconds(10);

    private final DataSource database;
    private final Sagas sagas;
    private final Handler handler;
    private final Duration interval;
    private final Thread thread;
    private volatile boolean over;

    /** What to do about a stuck saga. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Moves the saga on, or gives it another deadline; otherwise it is found again at the next look.
         *
         * @param transaction has locked the saga
         */
        void timedOut(Connection transaction, SagaState saga) throws Exception;
    }

    private SagaTimeouts(DataSource database, Sagas sagas, Handler handler, Duration interval) {
        this.database = database;
        this.sagas = sagas;
        this.handler = handler;
        this.interval = interval;
        this.thread = Thread.ofPlatform()
                .name("saga-timeouts-" + sagas.definition().name())
                .daemon()
                .unstarted(this::look);
    }

    /** Starts to look, every {@code interval}. */
    public static SagaTimeouts start(DataSource database, Sagas sagas, Handler handler, Duration interval) {
        SagaTimeouts timeouts = new SagaTimeouts(database, sagas, handler, interval);
        timeouts.thread.start();
        return timeouts;
    }

    private void look() {
        while (!over) {
            try {
                sweep();
            } catch (Exception e) {
                LOG.warn(
                        "Stuck sagas of {} are looked for again",
                        sagas.definition().name(),
                        e);
            }
            try {
                Thread.sleep(interval);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /**
     * Handles the sagas that are stuck now, each once: one whose handler fails, or leaves it as it is, is not in the way of the others and
     * is found again at the next look.
     */
    private void sweep() throws SQLException {
        Set<String> handled = new HashSet<>();
        boolean found = true;
        while (found && !over) {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                found = handleOne(connection, handled);
            }
        }
    }

    private boolean handleOne(Connection connection, Set<String> handled) throws SQLException {
        try {
            Optional<SagaState> due = sagas.lockDue(connection, handled);
            if (due.isEmpty()) {
                return false;
            }
            handled.add(due.get().id());
            handle(connection, due.get());
            return true;
        } finally {
            connection.rollback();
        }
    }

    private void handle(Connection connection, SagaState saga) {
        try {
            handler.timedOut(connection, saga);
            connection.commit();
        } catch (Exception e) {
            LOG.error(
                    "Saga {} {} is stuck in {} and could not be handled; it is tried again",
                    sagas.definition().name(),
                    saga.id(),
                    saga.state(),
                    e);
        }
    }

    /** Ends after the saga at hand. */
    @Override
    public void close() {
        over = true;
        thread.interrupt();
        try {
            thread.join(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
