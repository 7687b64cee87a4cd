package io.eventtopology.patterns.deadletter;

import io.cloudevents.CloudEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts failed deliveries of each event, across restarts and rebalances, which Dapr's own count does not survive. */
public final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final String COUNT = """
            INSERT INTO delivery_attempts AS a (source, event_id, attempts) VALUES (?, ?, 1)
            ON CONFLICT (source, event_id) DO UPDATE SET attempts = a.attempts + 1, last_at = clock_timestamp()
            RETURNING attempts""";
    private static final String FORGET = "DELETE FROM delivery_attempts WHERE source = ? AND event_id = ?";

    private final DataSource database;

    /** Counts in the table {@code delivery_attempts}. */
    public Attempts(DataSource database) {
        this.database = database;
    }

    /**
     * Counts a failed attempt, in a transaction of its own, since the one of the effect was rolled back.
     *
     * @return how many there were, this one included
     */
    public int count(CloudEvent event) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            try (PreparedStatement count = connection.prepareStatement(COUNT)) {
                count.setString(1, event.getSource().toString());
                count.setString(2, event.getId());
                try (ResultSet row = count.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        }
    }

    /** The event is done with, in a transaction of its own. Where that fails, {@link io.eventtopology.patterns.inbox.InboxExpiry} forgets it later. */
    public void forget(CloudEvent event) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            forget(connection, event);
        } catch (SQLException e) {
            LOG.debug("The attempts of event {} stay until they expire", event.getId(), e);
        }
    }

    /** The event is done with, in the caller's transaction. */
    public static void forget(Connection connection, CloudEvent event) throws SQLException {
        try (PreparedStatement forget = connection.prepareStatement(FORGET)) {
            forget.setString(1, event.getSource().toString());
            forget.setString(2, event.getId());
            forget.executeUpdate();
        }
    }
}
