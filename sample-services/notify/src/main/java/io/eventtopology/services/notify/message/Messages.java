package io.eventtopology.services.notify.message;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The records of what went out, in the table {@code message}. */
public final class Messages {
    private static final String SELECT = "SELECT message_id, user_id, todo_id, channel, text, event_source, event_id,"
            + " event_type, sent_at FROM message";

    private Messages() {}

    /**
     * Adds one.
     *
     * @return false when there is a record of this message already; nothing is written then
     */
    public static boolean add(Connection transaction, Message message, String channel) throws SQLException {
        try (PreparedStatement insert =
                transaction.prepareStatement("INSERT INTO message (message_id, user_id, todo_id,"
                        + " channel, text, event_source, event_id, event_type, sent_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, now())"
                        + " ON CONFLICT (message_id) DO NOTHING")) {
            insert.setObject(1, message.messageId());
            insert.setString(2, message.userId());
            insert.setString(3, message.todoId());
            insert.setString(4, channel);
            insert.setString(5, message.text());
            insert.setString(6, message.eventSource());
            insert.setString(7, message.eventId());
            insert.setString(8, message.eventType());
            return insert.executeUpdate() == 1;
        }
    }

    /** The record of a message. */
    public static Optional<SentMessage> find(Connection connection, UUID messageId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + " WHERE message_id = ?")) {
            select.setObject(1, messageId);
            return rows(select).stream().findFirst();
        }
    }

    /** The records that a query asks for, newest first. */
    public static List<SentMessage> find(Connection connection, MessageQuery query) throws SQLException {
        List<String> conditions = new ArrayList<>();
        List<String> values = new ArrayList<>();
        if (query.userId() != null) {
            conditions.add("user_id = ?");
            values.add(query.userId());
        }
        if (query.todoId() != null) {
            conditions.add("todo_id = ?");
            values.add(query.todoId());
        }
        if (query.eventId() != null) {
            conditions.add("event_id = ?");
            values.add(query.eventId());
        }
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        try (PreparedStatement select =
                connection.prepareStatement(SELECT + where + " ORDER BY position DESC LIMIT ?")) {
            for (int i = 0; i < values.size(); i++) {
                select.setString(i + 1, values.get(i));
            }
            select.setInt(values.size() + 1, query.limit());
            return rows(select);
        }
    }

    private static List<SentMessage> rows(PreparedStatement select) throws SQLException {
        List<SentMessage> messages = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                messages.add(new SentMessage(
                        row.getObject("message_id", UUID.class),
                        row.getString("user_id"),
                        row.getString("todo_id"),
                        row.getString("channel"),
                        row.getString("text"),
                        row.getString("event_source"),
                        row.getString("event_id"),
                        row.getString("event_type"),
                        row.getObject("sent_at", OffsetDateTime.class).toInstant()));
            }
        }
        return messages;
    }
}
