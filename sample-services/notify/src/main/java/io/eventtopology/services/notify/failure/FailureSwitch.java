package io.eventtopology.services.notify.failure;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;

/**
 * Makes attempts fail on request, so that people can watch retries and dead letters. It is kept in the table {@code
 * failure_switch}, one row, so that all replicas and restarts honour it.
 */
public final class FailureSwitch {
    private FailureSwitch() {}

    /** Where it stands. */
    public static Failure read(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT mode, event_type, times_left FROM failure_switch");
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return Failure.NONE;
            }
            return new Failure(
                    FailureMode.ofLabel(row.getString("mode")),
                    row.getString("event_type"),
                    row.getObject("times_left", Long.class));
        }
    }

    /** Sets it. */
    public static void write(Connection connection, Failure failure) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("INSERT INTO failure_switch (mode, event_type, times_left)"
                        + " VALUES (?, ?, ?) ON CONFLICT (one) DO UPDATE SET mode = EXCLUDED.mode,"
                        + " event_type = EXCLUDED.event_type, times_left = EXCLUDED.times_left")) {
            update.setString(1, failure.mode().label());
            update.setString(2, failure.eventType());
            update.setObject(3, failure.times(), Types.BIGINT);
            update.executeUpdate();
        }
    }

    /**
     * Takes one failure for an attempt at an event of this type, and counts it. Not in the transaction of the event: the count
     * must outlive the attempt, which is rolled back.
     *
     * @return how the attempt is to fail
     */
    public static FailureMode take(Connection transaction, String eventType) throws SQLException {
        try (PreparedStatement update =
                transaction.prepareStatement("UPDATE failure_switch SET times_left = times_left - 1"
                        + " WHERE mode <> 'none' AND (event_type IS NULL OR event_type = ?)"
                        + " AND (times_left IS NULL OR times_left > 0) RETURNING mode")) {
            update.setString(1, eventType);
            try (ResultSet row = update.executeQuery()) {
                return row.next() ? FailureMode.ofLabel(row.getString(1)) : FailureMode.NONE;
            }
        }
    }
}
