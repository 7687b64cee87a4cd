package io.eventtopology.services.notify.failure;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The last attempts to handle events, in the table {@code attempt}: with them the schedule of retries can be measured. */
public final class Attempts {
    /** How many are kept, at least; at most {@value #SWEEP_EVERY} more. */
    public static final int KEPT = 10_000;

    private static final int SWEEP_EVERY = 100;

    private Attempts() {}

    /** Adds one that begins now. Not in the transaction of the event: it must outlive the attempt, which may be rolled back. */
    public static void add(Connection transaction, String eventSource, String eventId, String eventType)
            throws SQLException {
        long position = insert(transaction, eventSource, eventId, eventType);
        if (position % SWEEP_EVERY == 0) {
            sweep(transaction, position - KEPT);
        }
    }

    /** Those at events of this id, in order, at most {@value #KEPT}. */
    public static List<Attempt> of(Connection connection, String eventId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT event_source, event_id, event_type, at"
                + " FROM attempt WHERE event_id = ? ORDER BY position LIMIT " + KEPT)) {
            select.setString(1, eventId);
            List<Attempt> attempts = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    attempts.add(new Attempt(
                            row.getString("event_source"),
                            row.getString("event_id"),
                            row.getString("event_type"),
                            row.getObject("at", OffsetDateTime.class).toInstant()));
                }
            }
            return attempts;
        }
    }

    private static long insert(Connection connection, String eventSource, String eventId, String eventType)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO attempt"
                + " (event_source, event_id, event_type, at) VALUES (?, ?, ?, clock_timestamp()) RETURNING position")) {
            insert.setString(1, eventSource);
            insert.setString(2, eventId);
            insert.setString(3, eventType);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void sweep(Connection connection, long last) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM attempt WHERE position <= ?")) {
            delete.setLong(1, last);
            delete.executeUpdate();
        }
    }
}
