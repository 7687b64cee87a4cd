package io.eventtopology.patterns.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What waits in the outbox.
 *
 * @param pending events that are not acknowledged
 * @param oldest age of the oldest of them; zero when there is none
 * @param lastError why one of them was not acknowledged; null when none failed
 */
public record OutboxStatus(
        long pending, Duration oldest, @Nullable String lastError) {
    private static final String STATUS = """
            SELECT count(*),
                   coalesce(extract(epoch FROM clock_timestamp() - min(appended_at)), 0),
                   (SELECT last_error FROM outbox WHERE last_error IS NOT NULL ORDER BY position LIMIT 1)
            FROM outbox""";

    /** Looks. */
    public static OutboxStatus read(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(STATUS);
                ResultSet row = query.executeQuery()) {
            row.next();
            return new OutboxStatus(
                    row.getLong(1), Duration.ofMillis((long) (row.getDouble(2) * 1000)), row.getString(3));
        }
    }
}
