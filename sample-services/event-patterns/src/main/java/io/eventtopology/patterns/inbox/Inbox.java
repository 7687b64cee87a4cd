package io.eventtopology.patterns.inbox;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.deadletter.Attempts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Remembers which events had their effect. {@code source} and {@code id} tell an event (CloudEvents 1.0). The note is written in the transaction of the
 * effect: both are there, or neither.
 */
public final class Inbox {
    /** Tells of failed attempts along with it: nearly no event has some, and a deletion of nothing costs half as much as the insertion. */
    private static final String ENTER = """
            INSERT INTO inbox (source, event_id) VALUES (?, ?) ON CONFLICT (source, event_id) DO NOTHING
            RETURNING EXISTS (SELECT FROM delivery_attempts a WHERE a.source = inbox.source AND a.event_id = inbox.event_id)""";

    private static final String KNOWS = "SELECT 1 FROM inbox WHERE source = ? AND event_id = ?";

    /** An inbox. */
    public Inbox() {}

    /**
     * Notes an event, before its effect, and forgets its failed attempts ({@link Attempts}). While another transaction has noted the
     * same event and is not over, this waits for it.
     *
     * @return false when the event had its effect already
     */
    public boolean enter(Connection transaction, CloudEvent event) throws SQLException {
        try (PreparedStatement enter = transaction.prepareStatement(ENTER)) {
            enter.setString(1, event.getSource().toString());
            enter.setString(2, event.getId());
            try (ResultSet entered = enter.executeQuery()) {
                if (!entered.next()) {
                    return false;
                }
                if (entered.getBoolean(1)) {
                    Attempts.forget(transaction, event);
                }
                return true;
            }
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
