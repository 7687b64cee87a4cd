package io.eventtopology.patterns.quarkus;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Ready while the database answers. Kubernetes asks, {@link Housekeeping} does so more often, and on other brokers than Kafka Dapr as well.
 *
 * <p>A password that worked and works no more has been rotated. The process then ends, and Kubernetes starts its container again with
 * the Secret as it is now: seconds, where the next pod would have to wait until this one has left its consumer group. A password that
 * never worked ends nothing; it may be this one that comes first.
 */
@Readiness
@Singleton
final class DatabaseReadiness implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(DatabaseReadiness.class);
    private static final int SECONDS = 1;

    /** Class of SQL states for a user or password that is refused (PostgreSQL manual, appendix A). */
    private static final String INVALID_AUTHORIZATION = "28";

    private final DataSource database;
    private final Runnable end;
    private volatile boolean answered;

    @Inject
    DatabaseReadiness(DataSource database) {
        // Not in order: that waits for deliveries, which wait for the database. Their sidecar brings them again.
        this(database, () -> Runtime.getRuntime().halt(1));
    }

    DatabaseReadiness(DataSource database, Runnable end) {
        this.database = database;
        this.end = end;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("database").status(answers()).build();
    }

    private boolean answers() {
        try (Connection connection = database.getConnection()) {
            boolean valid = connection.isValid(SECONDS);
            answered |= valid;
            return valid;
        } catch (SQLException e) {
            if (answered && isRefused(e)) {
                LOG.warn(
                        "The database refuses a password that it took before: ending, to start again with the one that counts now");
                end.run();
            }
            return false;
        }
    }

    private static boolean isRefused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith(INVALID_AUTHORIZATION)) {
                return true;
            }
        }
        return false;
    }
}
