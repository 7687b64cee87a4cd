package io.eventtopology.patterns.projection;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventJson;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events as they came, in a table that is only ever appended to: the source of truth that projections are rebuilt from. */
public final class EventLog {
    private static final String APPEND = """
            INSERT INTO event_log (source, event_id, type, subject, occurred_at, event)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (source, event_id) DO NOTHING""";
    private static final String AFTER = """
            SELECT position, event FROM event_log
            WHERE position > ? AND position <= ? ORDER BY position LIMIT ?""";
    private static final String SEARCH = """
            SELECT position, event FROM event_log
            WHERE position > ? AND (?::text IS NULL OR subject = ?) AND (?::text IS NULL OR type = ?)
            ORDER BY position LIMIT ?""";

    /** A log. */
    public EventLog() {}

    /**
     * An event in the log.
     *
     * @param position grows with each event, with gaps
     * @param event the event
     */
    public record Entry(long position, CloudEvent event) {}

    /**
     * Appends an event. Where projections are made of the log, {@link ProjectionStore#accept} does it.
     *
     * @return false when the log has it already
     */
    public boolean append(Connection transaction, CloudEvent event) throws SQLException {
        try (PreparedStatement append = transaction.prepareStatement(APPEND)) {
            append.setString(1, event.getSource().toString());
            append.setString(2, event.getId());
            append.setString(3, event.getType());
            append.setString(4, event.getSubject());
            OffsetDateTime time = event.getTime();
            append.setTimestamp(5, time == null ? null : Timestamp.from(time.toInstant()));
            append.setString(6, new String(EventJson.write(event), StandardCharsets.UTF_8));
            return append.executeUpdate() == 1;
        }
    }

    /** Events after a position and up to another, the oldest first. */
    List<Entry> between(Connection connection, long after, long upTo, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(AFTER)) {
            query.setLong(1, after);
            query.setLong(2, upTo);
            query.setInt(3, limit);
            return read(query);
        }
    }

    /**
     * Events after a position, the oldest first.
     *
     * @param subject only of this subject; null for all
     * @param type only of this type; null for all
     */
    public List<Entry> search(
            Connection connection, long after, @Nullable String subject, @Nullable String type, int limit)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SEARCH)) {
            query.setLong(1, after);
            query.setString(2, subject);
            query.setString(3, subject);
            query.setString(4, type);
            query.setString(5, type);
            query.setInt(6, limit);
            return read(query);
        }
    }

    /** The last position that is committed; 0 when the log is empty. */
    long last(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT coalesce(max(position), 0) FROM event_log");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<Entry> read(PreparedStatement query) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            List<Entry> entries = new ArrayList<>();
            while (rows.next()) {
                entries.add(new Entry(
                        rows.getLong(1), EventJson.read(rows.getString(2).getBytes(StandardCharsets.UTF_8))));
            }
            return entries;
        }
    }
}
