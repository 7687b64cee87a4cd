package io.eventtopology.patterns.saga;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
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

    /** Handles the sagas that are stuck now. */
    private void sweep() throws Exception {
        boolean found = true;
        while (found && !over) {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                found = handleOne(connection);
            }
        }
    }

    private boolean handleOne(Connection connection) throws Exception {
        try {
            Optional<SagaState> due = sagas.lockDue(connection);
            if (due.isPresent()) {
                handler.timedOut(connection, due.get());
            }
            connection.commit();
            return due.isPresent() && moved(connection, due.get());
        } catch (Exception e) {
            rollback(connection, e);
            throw e;
        }
    }

    /** A saga that its handler left as it was must not be handled over and over without a pause. */
    private boolean moved(Connection connection, SagaState before) throws SQLException {
        boolean moved = sagas.find(connection, before.id())
                .filter(now -> !java.util.Objects.equals(now.deadline(), before.deadline()))
                .isPresent();
        connection.rollback();
        return moved;
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
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
