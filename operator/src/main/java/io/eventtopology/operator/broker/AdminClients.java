package io.eventtopology.operator.broker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * One admin client for each cluster, kept open between calls. When a cluster's address or credentials change, a new client takes over and the old
 * one closes as soon as its calls have ended. Thread-safe.
 */
public final class AdminClients implements AutoCloseable {
    private final Map<String, Client> clients = new HashMap<>();
    private final Function<Map<String, Object>, Admin> factory;
    private final UnreachableClusters unreachable;
    private int created;

    private record Client(ClusterConnection connection, Admin admin) {}

    /** No client is open yet. */
    public AdminClients() {
        this(Admin::create);
    }

    /** As above, with clients from {@code factory}. */
    AdminClients(Function<Map<String, Object>, Admin> factory) {
        this(factory, System::nanoTime);
    }

    /** As above, with the time from {@code nanoTime}. */
    AdminClients(Function<Map<String, Object>, Admin> factory, LongSupplier nanoTime) {
        this.factory = factory;
        this.unreachable = new UnreachableClusters(nanoTime);
    }

    /**
     * Works with the client of a connection. While a cluster cannot be reached, one caller at a time finds that out, and the others are told at once.
     *
     * @param work calls Kafka and tells what came of it; does not throw for what Kafka does
     * @param problem the problem of the connection in a result of {@code work}; null when there is none
     * @param failed makes a result when there is no client to work with
     */
    <T> T call(
            ClusterConnection connection,
            Function<Admin, T> work,
            Function<T, @Nullable BrokerProblem> problem,
            Function<BrokerProblem, T> failed) {
        BrokerProblem known = unreachable.obstacle(connection);
        if (known != null) {
            return failed.apply(known);
        }
        BrokerProblem found = null;
        try {
            Admin admin;
            try {
                admin = get(connection);
            } catch (KafkaException e) {
                BrokerProblem unconnected = new ProblemTranslator(connection).translateConnection(e);
                found = unconnected.isOfConnection() ? unconnected : null;
                return failed.apply(unconnected);
            }
            T result = work.apply(admin);
            found = problem.apply(result);
            return result;
        } finally {
            // A call that was interrupted says nothing of the cluster.
            unreachable.ended(connection, Thread.currentThread().isInterrupted() ? null : found);
            if (found != null) {
                discard(connection);
            }
        }
    }

    /**
     * The client for this connection.
     *
     * @throws org.apache.kafka.common.KafkaException when none can be made: no address resolves, or a PEM text is unreadable
     */
    synchronized Admin get(ClusterConnection connection) {
        Client known = clients.get(connection.cluster());
        if (known != null && known.connection().equals(connection)) {
            return known.admin();
        }
        Map<String, Object> properties = new HashMap<>(connection.adminProperties());
        // A number, because an old and a new client of one cluster may live at once and Kafka registers each by this
        // name.
        properties.put("client.id", "event-topology-operator-" + connection.cluster() + "-" + ++created);
        Admin admin = factory.apply(properties);
        clients.put(connection.cluster(), new Client(connection, admin));
        if (known != null) {
            closeWhenDone(known);
        }
        return admin;
    }

    /**
     * Closes the client of this connection after a call failed because of the connection: it would go on trying in the background, every two seconds, and log
     * each failure. The next {@link #get} makes a new one.
     */
    synchronized void discard(ClusterConnection connection) {
        Client known = clients.get(connection.cluster());
        if (known != null && known.connection().equals(connection)) {
            forget(connection.cluster());
        }
    }

    /** Closes the client of a cluster that is no longer configured; calls under way may end. */
    public synchronized void forget(String cluster) {
        Client known = clients.remove(cluster);
        if (known != null) {
            closeWhenDone(known);
        }
    }

    private static void closeWhenDone(Client client) {
        Thread.startVirtualThread(() -> client.admin().close(ClusterConnection.CALL_LIMIT));
    }

    /** Closes all clients at once; calls under way fail. */
    @Override
    public synchronized void close() {
        clients.values().forEach(client -> client.admin().close(Duration.ZERO));
        clients.clear();
    }
}
