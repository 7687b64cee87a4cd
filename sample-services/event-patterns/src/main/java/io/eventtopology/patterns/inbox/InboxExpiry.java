package io.eventtopology.patterns.inbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Forgets old events, so that the inbox does not grow for ever. An event must be remembered for as long as it can come again:
 * longer than its topic keeps it, or a group that reads the topic from its start would repeat effects. The default of 35 days covers
 * topics that keep 30.
 */
public final class InboxExpiry {
    /** Fits topics that keep events for up to 30 days. */
    public static final Duration DEFAULT_AGE = Duration.ofDays(35);

    private static final int BATCH = 5000;
    private static final String[] STATEMENTS = {"""
        DELETE FROM inbox WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM inbox WHERE handled_at < clock_timestamp() - ? * interval '1 second' LIMIT ?))""", """
        DELETE FROM delivery_attempts WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM delivery_attempts WHERE last_at < clock_timestamp() - ? * interval '1 second' LIMIT ?))"""};

    private final DataSource database;
    private final Duration age;

    /** Forgets what is older than {@code age}. */
    public InboxExpiry(DataSource database, Duration age) {
        this.database = database;
        this.age = age;
    }

    /**
     * Forgets once; in small transactions, which any number of instances may run side by side.
     *
     * @return how many rows are gone
     */
    public int sweep() throws SQLException {
        int gone = 0;
        for (String statement : STATEMENTS) {
            int deleted;
            do {
                deleted = delete(statement);
                gone += deleted;
            } while (deleted == BATCH);
        }
        return gone;
    }

    private int delete(String statement) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            try (PreparedStatement delete = connection.prepareStatement(statement)) {
                delete.setLong(1, age.toSeconds());
                delete.setInt(2, BATCH);
                return delete.executeUpdate();
            }
        }
    }
}
