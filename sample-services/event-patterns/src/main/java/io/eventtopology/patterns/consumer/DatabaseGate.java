package io.eventtopology.patterns.consumer;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Holds deliveries back while the database does not answer. The sidecar goes on delivering, or takes some seconds to notice that the service is
 * not ready; without the wait each delivery would be answered at once and tried again.
 */
final class DatabaseGate {
    /** Shorter than the usual timeout of a delivery (30 s). */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final int VALIDATION_SECONDS = 2;

    private final DataSource database;

    DatabaseGate(DataSource database) {
        this.database = database;
    }

    /** Waits until the database answers; false when it does not in time. */
    boolean awaitAnswer() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        do {
            try (Connection connection = database.getConnection()) {
                if (connection.isValid(VALIDATION_SECONDS)) {
                    return true;
                }
            } catch (SQLException e) {
                // Still down.
            }
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        } while (System.nanoTime() < end);
        return false;
    }
}
