package io.eventtopology.services.user;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table of accounts. */
@Singleton
final class Accounts {
    static final String UNIQUE_EMAIL = "account_email";

    private static final String INSERT = "INSERT INTO account (id, name, email, registered_at) VALUES (?, ?, ?, ?)";
    private static final String FIND = "SELECT id, name, email, registered_at FROM account WHERE id = ?";
    private static final String LIST = """
            SELECT id, name, email, registered_at FROM account
            WHERE position > coalesce((SELECT position FROM account WHERE id = ?), 0) ORDER BY position LIMIT ?""";

    void insert(Connection connection, User user) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setObject(1, user.userId());
            insert.setString(2, user.name());
            insert.setString(3, user.email());
            insert.setObject(4, user.registeredAt().atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    Optional<User> find(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setObject(1, id);
            return users(find).stream().findFirst();
        }
    }

    /** Users in the order in which they registered, after one of them or from the first. */
    List<User> list(Connection connection, @Nullable UUID after, int limit) throws SQLException {
        try (PreparedStatement list = connection.prepareStatement(LIST)) {
            list.setObject(1, after);
            list.setInt(2, limit);
            return users(list);
        }
    }

    private static List<User> users(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            List<User> users = new ArrayList<>();
            while (row.next()) {
                users.add(new User(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        row.getObject(4, OffsetDateTime.class).toInstant()));
            }
            return users;
        }
    }
}
