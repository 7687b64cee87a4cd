package io.eventtopology.services.todo;

import io.eventtopology.services.todo.user.UserCheck;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table of tasks. */
@Singleton
final class TodoTable {
    private static final String COLUMNS = "SELECT id, user_id, title, created_at, completed_at, user_check FROM todo ";
    private static final String INSERT =
            "INSERT INTO todo (id, user_id, title, created_at, user_check) VALUES (?, ?, ?, ?, ?)";
    private static final String FIND = COLUMNS + "WHERE id = ?";
    private static final String LOCK = FIND + " FOR UPDATE";
    private static final String LIST = COLUMNS + """
            WHERE position > coalesce((SELECT position FROM todo WHERE id = ?), 0) AND (?::text IS NULL OR user_id = ?)
            ORDER BY position LIMIT ?""";
    private static final String COMPLETE = "UPDATE todo SET completed_at = ? WHERE id = ?";
    private static final String DELETE = "DELETE FROM todo WHERE id = ?";
    private static final String PENDING_USERS = """
            SELECT user_id FROM todo WHERE user_check = 'PENDING' GROUP BY user_id ORDER BY min(position) LIMIT ?""";
    private static final String PENDING_COUNT = "SELECT count(*) FROM todo WHERE user_check = 'PENDING'";
    private static final String DECIDE = "UPDATE todo SET user_check = ? WHERE user_id = ? AND user_check = 'PENDING'";

    void insert(Connection connection, Todo todo) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setObject(1, todo.todoId());
            insert.setString(2, todo.userId());
            insert.setString(3, todo.title());
            insert.setObject(4, todo.createdAt().atOffset(ZoneOffset.UTC));
            insert.setString(5, todo.userCheck().name());
            insert.executeUpdate();
        }
    }

    Optional<Todo> find(Connection connection, UUID id) throws SQLException {
        return one(connection, FIND, id);
    }

    /** Also keeps others from changing it until the transaction ends. */
    Optional<Todo> lock(Connection connection, UUID id) throws SQLException {
        return one(connection, LOCK, id);
    }

    /** Tasks of a user, or of all, in the order in which they were created, after one of them or from the first. */
    List<Todo> list(Connection connection, @Nullable String userId, @Nullable UUID after, int limit)
            throws SQLException {
        try (PreparedStatement list = connection.prepareStatement(LIST)) {
            list.setObject(1, after);
            list.setString(2, userId);
            list.setString(3, userId);
            list.setInt(4, limit);
            return todos(list);
        }
    }

    void complete(Connection connection, UUID id, Instant at) throws SQLException {
        try (PreparedStatement complete = connection.prepareStatement(COMPLETE)) {
            complete.setObject(1, at.atOffset(ZoneOffset.UTC));
            complete.setObject(2, id);
            complete.executeUpdate();
        }
    }

    void delete(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setObject(1, id);
            delete.executeUpdate();
        }
    }

    /** Users that could not be verified, those who wait longest first. */
    List<String> pendingUsers(Connection connection, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PENDING_USERS)) {
            query.setInt(1, limit);
            try (ResultSet row = query.executeQuery()) {
                List<String> users = new ArrayList<>();
                while (row.next()) {
                    users.add(row.getString(1));
                }
                return users;
            }
        }
    }

    /** How many tasks have a user who could not be verified. */
    long pending(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PENDING_COUNT);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Notes what the User service said later; gives the number of tasks. */
    int decide(Connection connection, String userId, UserCheck check) throws SQLException {
        try (PreparedStatement decide = connection.prepareStatement(DECIDE)) {
            decide.setString(1, check.name());
            decide.setString(2, userId);
            return decide.executeUpdate();
        }
    }

    private static Optional<Todo> one(Connection connection, String sql, UUID id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, id);
            return todos(query).stream().findFirst();
        }
    }

    private static List<Todo> todos(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            List<Todo> todos = new ArrayList<>();
            while (row.next()) {
                OffsetDateTime completed = row.getObject(5, OffsetDateTime.class);
                todos.add(new Todo(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        row.getObject(4, OffsetDateTime.class).toInstant(),
                        completed == null ? null : completed.toInstant(),
                        UserCheck.valueOf(row.getString(6))));
            }
            return todos;
        }
    }
}
