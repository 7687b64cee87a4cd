package io.eventtopology.patterns.outbox;

import io.eventtopology.patterns.publish.EventPublisher;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Publishes what the outbox holds: at least once, one event after the other for each key. Any number of relays may work on one outbox, in
 * the service's process or in others; they share the events, and {@link OutboxBatch} says why their order holds.
 *
 * <p>Wakes when a transaction with events commits (LISTEN), and works until nothing is left. Keeps one connection for each
 * worker and one to listen. While the database does not answer, it asks for connections now and then.
 */
public final class OutboxRelay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final int LISTEN_MILLISECONDS = 500;
    private static final Duration END = Duration.ofSeconds(30);

    private final DataSource database;
    private final RelaySettings settings;
    private final RelayWorker worker;
    private final Wakeups wakeups = new Wakeups();
    private final ExecutorService publishing = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Thread> threads = new ArrayList<>();

    private OutboxRelay(DataSource database, EventPublisher publisher, RelaySettings settings, RelayListener listener) {
        this.database = database;
        this.settings = settings;
        TopicGate gate = new TopicGate(settings, System::nanoTime);
        this.worker = new RelayWorker(
                new OutboxBatch(publisher, settings, listener, gate, publishing), gate, wakeups, settings);
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

    /** What a thread does with a connection; it says so whenever the connection has proved to be of use. */
    private interface Work {
        void on(Connection connection, Runnable done) throws SQLException, InterruptedException;
    }

    private void run(String name, Work work) {
        threads.add(Thread.ofPlatform().name(name).daemon().start(() -> untilTheEnd(name, work)));
    }

    /**
     * Gets another connection whenever one fails, after a growing wait: a database that takes no deletions, full for example, would have
     * every event published with each try.
     */
    private void untilTheEnd(String name, Work work) {
        int[] failures = {0};
        while (!wakeups.over()) {
            try (Connection connection = database.getConnection()) {
                work.on(connection, () -> failures[0] = 0);
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RuntimeException | Error e) {
                // Even an Error must not end the thread: events would pile up in a service that seems to work.
                failures[0]++;
                if (wakeups.over() || !paused(name, e, failures[0])) {
                    return;
                }
            }
        }
    }

    private boolean paused(String name, Throwable problem, int failures) {
        Duration wait = settings.backoff(failures);
        LOG.atLevel(failures == 1 ? Level.WARN : Level.DEBUG)
                .log("{} goes on with another connection in {} ms: {}", name, wait.toMillis(), problem.toString());
        try {
            wakeups.pause(wait);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void listen(Connection connection, Runnable done) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + Outbox.CHANNEL);
            // What was committed before this connection listened.
            wakeups.wake();
            done.run();
            PGConnection postgres = connection.unwrap(PGConnection.class);
            while (!wakeups.over()) {
                PGNotification[] notifications = postgres.getNotifications(LISTEN_MILLISECONDS);
                if (notifications != null && notifications.length > 0) {
                    wakeups.wake();
                }
            }
            statement.execute("UNLISTEN *");
        }
    }

    private void relay(Connection connection, Runnable done) throws SQLException, InterruptedException {
        try (RelayConnection configured = new RelayConnection(connection, settings.hold(), publishing)) {
            worker.work(configured.connection(), done);
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
