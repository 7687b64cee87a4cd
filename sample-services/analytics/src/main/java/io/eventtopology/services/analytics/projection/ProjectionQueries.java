package io.eventtopology.services.analytics.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the projections. Each answer comes from one statement, which finds the current generation itself: a rebuild that ends
 * meanwhile changes all of an answer or nothing of it.
 */
public final class ProjectionQueries {
    private static final String CURRENT =
            "coalesce((SELECT live FROM projection WHERE name = '" + ActivityProjection.NAME + "'), 0)";
    private static final String USER = "SELECT user_id, registered_at, created, completed, deleted, open, notifications"
            + " FROM user_counts WHERE generation = " + CURRENT;

    private ProjectionQueries() {}

    /** One user; empty when no event told of them. */
    public static Optional<UserProjection> user(Connection connection, String userId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(USER + " AND user_id = ?")) {
            select.setString(1, userId);
            return users(select).stream().findFirst();
        }
    }

    /**
     * Users by their ids.
     *
     * @param after only ids behind this one; null: from the first
     * @param limit at most so many
     */
    public static List<UserProjection> users(Connection connection, @Nullable String after, int limit)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(USER + " AND user_id > ? ORDER BY user_id LIMIT ?")) {
            select.setString(1, after == null ? "" : after);
            select.setInt(2, limit);
            return users(select);
        }
    }

    /** Days on which anything happened, in order, both ends included. */
    public static List<DayProjection> days(Connection connection, LocalDate from, LocalDate to) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT day, type, sum(events)::bigint AS events"
                + " FROM day_counts WHERE generation = " + CURRENT
                + " AND day BETWEEN ? AND ? GROUP BY day, type")) {
            select.setObject(1, from);
            select.setObject(2, to);
            SortedMap<LocalDate, SortedMap<String, Long>> days = new TreeMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    days.computeIfAbsent(row.getObject("day", LocalDate.class), day -> new TreeMap<>())
                            .put(row.getString("type"), row.getLong("events"));
                }
            }
            return days.entrySet().stream().map(ProjectionQueries::day).toList();
        }
    }

    /** Types of which anything happened, by their names. */
    public static List<TypeProjection> types(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT type, sum(events)::bigint AS events,"
                        + " min(first_at) AS first_at, max(last_at) AS last_at FROM day_counts WHERE generation = "
                        + CURRENT + " GROUP BY type ORDER BY type COLLATE \"C\"");
                ResultSet row = select.executeQuery()) {
            List<TypeProjection> types = new ArrayList<>();
            while (row.next()) {
                types.add(new TypeProjection(
                        row.getString("type"),
                        row.getLong("events"),
                        row.getObject("first_at", OffsetDateTime.class).toInstant(),
                        row.getObject("last_at", OffsetDateTime.class).toInstant()));
            }
            return types;
        }
    }

    private static DayProjection day(Map.Entry<LocalDate, SortedMap<String, Long>> day) {
        long events =
                day.getValue().values().stream().mapToLong(Long::longValue).sum();
        return new DayProjection(day.getKey(), events, day.getValue());
    }

    private static List<UserProjection> users(PreparedStatement select) throws SQLException {
        List<UserProjection> users = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                users.add(new UserProjection(
                        row.getString("user_id"),
                        instant(row.getObject("registered_at", OffsetDateTime.class)),
                        new UserCounts(
                                row.getLong("created"),
                                row.getLong("completed"),
                                row.getLong("deleted"),
                                row.getLong("open"),
                                row.getLong("notifications"))));
            }
        }
        return users;
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
