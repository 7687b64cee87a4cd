package io.eventtopology.patterns.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds and locks the oldest events of keys, for one worker. There are two ways. A scan goes through the outbox from its oldest row, which is
 * quick while many keys wait, and slow behind a key with many events. So keys that were published just now are followed: their next
 * events are found by key. While there are such, scans take one fifth of the time at most.
 */
final class OutboxHeads {
    /** The scalar subquery keeps PostgreSQL at one look into outbox_by_key for each row. */
    private static final String SCAN = """
            SELECT position, order_key, topic, event, attempts FROM outbox o
            WHERE next_attempt_at <= now() AND topic <> ALL (?)
              AND position = (SELECT min(e.position) FROM outbox e WHERE e.order_key = o.order_key)
            ORDER BY position LIMIT ? FOR UPDATE SKIP LOCKED""";

    private static final String FOLLOW = """
            SELECT o.position, o.order_key, o.topic, o.event, o.attempts
            FROM unnest(?::text[]) AS k (order_key), LATERAL
              (SELECT min(e.position) AS position FROM outbox e WHERE e.order_key = k.order_key) AS head
            JOIN outbox o ON o.position = head.position
            WHERE o.next_attempt_at <= now() AND o.topic <> ALL (?)
            FOR UPDATE OF o SKIP LOCKED""";

    /** Together in one request of the publisher, and in memory; daprd's default for a request is 4 MiB. */
    private static final int CHARACTERS = 2 << 20;

    private static final int FETCH = 100;
    private static final int REST = 4;

    private final int batch;
    private List<String> published = List.of();
    private boolean full = true;
    private long scanEnd;
    private long scanTime;

    /**
     * Nothing is followed yet.
     *
     * @param batch events at once
     */
    OutboxHeads(int batch) {
        this.batch = batch;
    }

    /**
     * Takes events in the connection's transaction, one of a key.
     *
     * @param closed topics whose events are not wanted
     * @return topic → its events
     */
    Map<String, List<OutboxRow>> take(Connection connection, List<String> closed) throws SQLException {
        Map<Long, OutboxRow> rows = new TreeMap<>();
        if (!full && !published.isEmpty()) {
            follow(connection, closed, rows);
        }
        if (rows.isEmpty() || full || System.nanoTime() - scanEnd >= REST * scanTime) {
            scan(connection, closed, rows);
        }
        Map<String, List<OutboxRow>> topics = new TreeMap<>();
        for (OutboxRow row : rows.values()) {
            topics.computeIfAbsent(row.topic(), topic -> new ArrayList<>()).add(row);
        }
        return topics;
    }

    /** Hears which keys may have a next event now. */
    void published(List<String> keys) {
        published = keys;
    }

    private void follow(Connection connection, List<String> closed, Map<Long, OutboxRow> rows) throws SQLException {
        try (PreparedStatement follow = connection.prepareStatement(FOLLOW)) {
            follow.setArray(1, connection.createArrayOf("text", published.toArray()));
            follow.setArray(2, connection.createArrayOf("text", closed.toArray()));
            read(follow, rows);
        }
    }

    /** May find rows again that were found by following; they count once. */
    private void scan(Connection connection, List<String> closed, Map<Long, OutboxRow> rows) throws SQLException {
        int before = rows.size();
        long begin = System.nanoTime();
        try (PreparedStatement scan = connection.prepareStatement(SCAN)) {
            scan.setArray(1, connection.createArrayOf("text", closed.toArray()));
            scan.setInt(2, batch);
            read(scan, rows);
        }
        scanEnd = System.nanoTime();
        scanTime = scanEnd - begin;
        full = rows.size() - before >= batch / 2;
    }

    private static void read(PreparedStatement query, Map<Long, OutboxRow> rows) throws SQLException {
        // Rows that are not fetched are not locked, and other workers can have them.
        query.setFetchSize(FETCH);
        int characters =
                rows.values().stream().mapToInt(row -> row.event().length()).sum();
        try (ResultSet found = query.executeQuery()) {
            while (characters < CHARACTERS && found.next()) {
                OutboxRow row = new OutboxRow(
                        found.getLong(1), found.getString(2), found.getString(3), found.getString(4), found.getInt(5));
                if (rows.put(row.position(), row) == null) {
                    characters += row.event().length();
                }
            }
        }
    }
}
