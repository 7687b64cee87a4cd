package io.eventtopology.patterns.inbox;

import io.cloudevents.CloudEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Remembers which events had their effect. {@code source} and {@code id} tell an event (CloudEvents 1.0). The note is written in the transaction of the
 * effect: both are there, or neither.
 */
public final class Inbox {
    /** In one statement, since each costs a round trip for each event. What counts is the insertion. */
    private static final String ENTER = """
            WITH forgotten AS (DELETE FROM delivery_attempts WHERE source = ? AND event_id = ?)
            INSERT INTO inbox (source, event_id) VALUES (?, ?) ON CONFLICT (source, event_id) DO NOTHING""";

    private static final String KNOWS = "SELECT 1 FROM inbox WHERE source = ? AND event_id = ?";

    /** An inbox. */
    public Inbox() {}

    /**
     * Notes an event, before its effect, and forgets its failed attempts ({@link io.eventtopology.patterns.deadletter.Attempts}). While another transaction has noted the same event and is not over, this waits for it.
     *
     * @return false when the event had its effect already
     */
    public boolean enter(Connection transaction, CloudEvent event) throws SQLException {
        try (PreparedStatement enter = transaction.prepareStatement(ENTER)) {
            String source = event.getSource().toString();
            enter.setString(1, source);
            enter.setString(2, event.getId());
            enter.setString(3, source);
            enter.setString(4, event.getId());
            return enter.executeUpdate() == 1;
        }
    }

    /** Whether an event had its effect. One whose effect is being committed is not known yet. */
    public boolean knows(Connection connection, CloudEvent event) throws SQLException {
        try (PreparedStatement knows = connection.prepareStatement(KNOWS)) {
            knows.setString(1, event.getSource().toString());
            knows.setString(2, event.getId());
            try (ResultSet row = knows.executeQuery()) {
                return row.next();
            }
        }
    }
}
