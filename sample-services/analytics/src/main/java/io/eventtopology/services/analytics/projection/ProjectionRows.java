package io.eventtopology.services.analytics.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes the projections, in the transaction that stores the event. Rows are locked in one order (todo, users by name, day), so
 * that events which are handled at once wait for each other and never in a circle.
 */
final class ProjectionRows {
    private static final int SLICES = 16;

    private ProjectionRows() {}

    /** Adds what an event tells to one generation. The caller sees to it that each event comes once. */
    static void add(Connection transaction, long generation, CountedEvent event) throws SQLException {
        switch (event.effect()) {
            case TodoChange change -> addTodo(transaction, generation, change);
            case Effect.Registration registration ->
                addRegistration(transaction, generation, registration.userId(), event.time());
            case Effect.Notification notification ->
                addUser(transaction, generation, notification.userId(), UserCounts.ONE_NOTIFICATION);
            case Effect.None none -> {}
        }
        addDay(transaction, generation, event);
    }

    /** Takes the rows of one generation away. */
    static void delete(Connection transaction, long generation) throws SQLException {
        for (String table : new String[] {"todo_state", "user_counts", "day_counts"}) {
            try (PreparedStatement delete =
                    transaction.prepareStatement("DELETE FROM " + table + " WHERE generation = ?")) {
                delete.setLong(1, generation);
                delete.executeUpdate();
            }
        }
    }

    private static void addTodo(Connection transaction, long generation, TodoChange change) throws SQLException {
        TodoState before = lockTodo(transaction, generation, change.todoId());
        TodoState after = before.with(change);
        if (after.equals(before)) {
            return;
        }
        writeTodo(transaction, generation, change.todoId(), after);
        SortedMap<String, UserCounts> differences = new TreeMap<>();
        if (before.userId() != null) {
            differences.merge(before.userId(), before.counts().negated(), UserCounts::plus);
        }
        if (after.userId() != null) {
            differences.merge(after.userId(), after.counts(), UserCounts::plus);
        }
        for (var difference : differences.entrySet()) {
            addUser(transaction, generation, difference.getKey(), difference.getValue());
        }
        if (before.userId() != null && !before.userId().equals(after.userId())) {
            forgetIfNothingIsKnown(transaction, generation, before.userId());
        }
    }

    private static TodoState lockTodo(Connection transaction, long generation, String todoId) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("INSERT INTO todo_state"
                + " (generation, todo_id, created, completed, deleted) VALUES (?, ?, false, false, false)"
                + " ON CONFLICT DO NOTHING")) {
            insert.setLong(1, generation);
            insert.setString(2, todoId);
            if (insert.executeUpdate() == 1) {
                return TodoState.UNKNOWN;
            }
        }
        try (PreparedStatement select = transaction.prepareStatement("SELECT creator, mentioned, created, completed,"
                + " deleted FROM todo_state WHERE generation = ? AND todo_id = ? FOR UPDATE")) {
            select.setLong(1, generation);
            select.setString(2, todoId);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new TodoState(
                        row.getString("creator"),
                        row.getString("mentioned"),
                        row.getBoolean("created"),
                        row.getBoolean("completed"),
                        row.getBoolean("deleted"));
            }
        }
    }

    private static void writeTodo(Connection transaction, long generation, String todoId, TodoState state)
            throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("UPDATE todo_state SET creator = ?, mentioned = ?,"
                + " created = ?, completed = ?, deleted = ? WHERE generation = ? AND todo_id = ?")) {
            update.setString(1, state.creator());
            update.setString(2, state.mentioned());
            update.setBoolean(3, state.created());
            update.setBoolean(4, state.completed());
            update.setBoolean(5, state.deleted());
            update.setLong(6, generation);
            update.setString(7, todoId);
            update.executeUpdate();
        }
    }

    private static void addUser(Connection transaction, long generation, String userId, UserCounts counts)
            throws SQLException {
        try (PreparedStatement upsert = transaction.prepareStatement("INSERT INTO user_counts AS known"
                + " (generation, user_id, created, completed, deleted, open, notifications) VALUES (?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (generation, user_id) DO UPDATE SET created = known.created + EXCLUDED.created,"
                + " completed = known.completed + EXCLUDED.completed, deleted = known.deleted + EXCLUDED.deleted,"
                + " open = known.open + EXCLUDED.open, notifications = known.notifications + EXCLUDED.notifications")) {
            upsert.setLong(1, generation);
            upsert.setString(2, userId);
            upsert.setLong(3, counts.created());
            upsert.setLong(4, counts.completed());
            upsert.setLong(5, counts.deleted());
            upsert.setLong(6, counts.open());
            upsert.setLong(7, counts.notifications());
            upsert.executeUpdate();
        }
    }

    private static void addRegistration(Connection transaction, long generation, String userId, Instant time)
            throws SQLException {
        try (PreparedStatement upsert = transaction.prepareStatement("INSERT INTO user_counts AS known"
                + " (generation, user_id, registered_at) VALUES (?, ?, ?) ON CONFLICT (generation, user_id)"
                + " DO UPDATE SET registered_at = LEAST(known.registered_at, EXCLUDED.registered_at)")) {
            upsert.setLong(1, generation);
            upsert.setString(2, userId);
            upsert.setObject(3, time.atOffset(ZoneOffset.UTC));
            upsert.executeUpdate();
        }
    }

    /** Without this a user whom an event named by mistake would be known or not, depending on the order of events. */
    private static void forgetIfNothingIsKnown(Connection transaction, long generation, String userId)
            throws SQLException {
        try (PreparedStatement delete = transaction.prepareStatement("DELETE FROM user_counts WHERE generation = ?"
                + " AND user_id = ? AND registered_at IS NULL AND created = 0 AND completed = 0 AND deleted = 0"
                + " AND open = 0 AND notifications = 0")) {
            delete.setLong(1, generation);
            delete.setString(2, userId);
            delete.executeUpdate();
        }
    }

    private static void addDay(Connection transaction, long generation, CountedEvent event) throws SQLException {
        OffsetDateTime time = event.time().atOffset(ZoneOffset.UTC);
        LocalDate day = time.toLocalDate();
        try (PreparedStatement upsert = transaction.prepareStatement("INSERT INTO day_counts AS known"
                + " (generation, day, type, slice, events, first_at, last_at) VALUES (?, ?, ?, ?, 1, ?, ?)"
                + " ON CONFLICT (generation, day, type, slice) DO UPDATE SET events = known.events + 1,"
                + " first_at = LEAST(known.first_at, EXCLUDED.first_at),"
                + " last_at = GREATEST(known.last_at, EXCLUDED.last_at)")) {
            upsert.setLong(1, generation);
            upsert.setObject(2, day);
            upsert.setString(3, event.type());
            upsert.setInt(4, Math.floorMod(event.id().hashCode(), SLICES));
            upsert.setObject(5, time);
            upsert.setObject(6, time);
            upsert.executeUpdate();
        }
    }
}
