package io.eventtopology.patterns.outbox;

import io.eventtopology.patterns.publish.EventPublisher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what the outbox holds: at least once, one event after the other for each key. Any number of relays may work on one outbox, in
 * the service's process or in others; each event is published by one of them.
 *
 * <p>Wakes when a transaction with events commits (LISTEN), and works until nothing is left. Keeps one connection for each
 * worker and one to listen.
 */
public final class OutboxRelay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final int LISTEN_MILLISECONDS = 500;
    private static final Duration RECONNECT = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofSeconds(30);
    private static final String NEXT_DUE = """
            SELECT extract(epoch FROM min(next_attempt_at) - clock_timestamp()) FROM outbox
            WHERE next_attempt_at > clock_timestamp()""";

    private final DataSource database;
    private final RelaySettings settings;
    private final OutboxBatch batch;
    private final Wakeups wakeups = new Wakeups();
    private final ExecutorService publishing = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Thread> threads = new ArrayList<>();

    private OutboxRelay(DataSource database, EventPublisher publisher, RelaySettings settings, RelayListener listener) {
        this.database = database;
        this.settings = settings;
        this.batch = new OutboxBatch(publisher, settings, listener, publishing);
    }

    /**
     * Starts a relay. The tables must exist; while the database does not answer it waits.
     *
     * @param database gives connections to the database of the outbox; their driver must be PostgreSQL's
     */
    public static OutboxRelay start(
            DataSource database, EventPublisher publisher, RelaySettings settings, RelayListener listener) {
        OutboxRelay relay = new OutboxRelay(database, publisher, settings, listener);
        relay.run("outbox-listen", relay::listen);
        for (int i = 0; i < settings.workers(); i++) {
            relay.run("outbox-relay-" + i, relay::relay);
        }
        return relay;
    }

    private interface Work {
        void on(Connection connection) throws SQLException, InterruptedException;
    }

    private void run(String name, Work work) {
        threads.add(Thread.ofPlatform().name(name).daemon().start(() -> untilTheEnd(name, work)));
    }

    /** Gets another connection whenever one is lost. */
    private void untilTheEnd(String name, Work work) {
        while (!wakeups.over()) {
            try (Connection connection = database.getConnection()) {
                work.on(connection);
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RuntimeException e) {
                if (wakeups.over()) {
                    return;
                }
                LOG.warn("{} has lost its connection and takes another: {}", name, e.toString());
                try {
                    wakeups.pause(RECONNECT);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + Outbox.CHANNEL);
            // What was committed before this connection listened.
            wakeups.wake();
            PGConnection postgres = connection.unwrap(PGConnection.class);
            while (!wakeups.over()) {
                var notifications = postgres.getNotifications(LISTEN_MILLISECONDS);
                if (notifications != null && notifications.length > 0) {
                    wakeups.wake();
                }
            }
            statement.execute("UNLISTEN *");
        }
    }

    private void relay(Connection connection) throws SQLException, InterruptedException {
        connection.setAutoCommit(false);
        limitHold(connection);
        try {
            work(connection);
        } catch (SQLException | RuntimeException e) {
            abandon(connection);
            throw e;
        }
        reset(connection);
    }

    private void work(Connection connection) throws SQLException, InterruptedException {
        int unreached = 0;
        while (!wakeups.over()) {
            long seen = wakeups.count();
            OutboxBatch.Outcome outcome = batch.run(connection);
            if (!outcome.reached()) {
                wakeups.pause(settings.backoff(++unreached));
                continue;
            }
            unreached = 0;
            if (outcome.taken() == 0) {
                wakeups.awaitMore(seen, nextLook(connection));
            }
        }
    }

    /** Until the next event that failed is due, but not longer than a look. */
    private Duration nextLook(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(NEXT_DUE);
                ResultSet row = query.executeQuery()) {
            row.next();
            double seconds = row.getDouble(1);
            boolean waits = !row.wasNull();
            connection.rollback();
            Duration due = Duration.ofMillis((long) Math.ceil(Math.max(seconds, 0) * 1000));
            return waits && due.compareTo(settings.look()) < 0 ? due : settings.look();
        }
    }

    /** A relay that hangs, or whose machine is lost, must not keep its events for ever. */
    private void limitHold(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET idle_in_transaction_session_timeout = "
                    + settings.hold().toMillis());
        }
        connection.commit();
    }

    /** The connection goes back to a pool. */
    private static void reset(Connection connection) throws SQLException {
        connection.rollback();
        try (Statement statement = connection.createStatement()) {
            statement.execute("RESET idle_in_transaction_session_timeout");
        }
        connection.commit();
    }

    private static void abandon(Connection connection) {
        try {
            reset(connection);
        } catch (SQLException e) {
            LOG.debug("The connection is of no use any more", e);
        }
    }

    /** Finishes the batches that are being published, then ends; nothing is lost if it is killed instead. */
    @Override
    public void close() {
        wakeups.end();
        long end = System.nanoTime() + END.toNanos();
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        threads.forEach(Thread::interrupt);
        publishing.shutdown();
    }
}
