package io.eventtopology.operator.broker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which clusters could not be reached. A call to a dead cluster holds its thread for {@link ClusterConnection#CALL_LIMIT}; if every resource
 * tried for itself, resources on other clusters would wait for threads. So one caller tries, and the others get its last answer at once. Thread-safe.
 */
final class UnreachableClusters {
    /** After a failure nobody tries for this time. Short, since then only one thread waits for the cluster. */
    static final Duration REST = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private final Map<String, Failure> failures = new HashMap<>();

    private record Failure(ClusterConnection connection, BrokerProblem problem, long atNanos, boolean isTriedAgain) {}

    UnreachableClusters(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Whether a call may be made now.
     *
     * @return null when it may, and then {@link #ended} must be called; otherwise how the last call failed
     */
    synchronized @Nullable BrokerProblem obstacle(ClusterConnection connection) {
        Failure failure = failures.get(connection.cluster());
        // Another address or password is another chance.
        if (failure == null || !failure.connection().equals(connection)) {
            return null;
        }
        if (failure.isTriedAgain() || nanoTime.getAsLong() - failure.atNanos() < REST.toNanos()) {
            return failure.problem();
        }
        failures.put(connection.cluster(), new Failure(connection, failure.problem(), failure.atNanos(), true));
        return null;
    }

    /** A call has ended; with a problem of the connection, or with null when somebody answered. */
    synchronized void ended(ClusterConnection connection, @Nullable BrokerProblem problem) {
        if (problem != null) {
            failures.put(connection.cluster(), new Failure(connection, problem, nanoTime.getAsLong(), false));
        } else {
            forget(connection);
        }
    }

    private void forget(ClusterConnection connection) {
        Failure failure = failures.get(connection.cluster());
        if (failure != null && failure.connection().equals(connection)) {
            failures.remove(connection.cluster());
        }
    }
}
