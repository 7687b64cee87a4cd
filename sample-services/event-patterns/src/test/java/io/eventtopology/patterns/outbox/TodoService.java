package io.eventtopology.patterns.outbox;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.publish.EventKey;
import io.eventtopology.patterns.schema.SchemaCheck;
import io.eventtopology.patterns.testing.PatternsDatabase;
import io.eventtopology.patterns.testing.TestEvents;
import io.eventtopology.patterns.trace.TraceContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes a todo and its event in one transaction. */
final class TodoService {
    private final PatternsDatabase database;
    private final Outbox outbox =
            new Outbox(new EventKey(Map.of()), new SchemaCheck(Map.of()), TraceContext.Source.NONE);

    TodoService(PatternsDatabase database) {
        this.database = database;
        database.execute("CREATE TABLE todos (id text NOT NULL)");
    }

    /** A transaction that the caller ends. */
    Connection begin() throws SQLException {
        Connection connection = database.source().getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    /** Writes in the caller's transaction. */
    CloudEvent write(Connection transaction, String todo) throws SQLException {
        return write(transaction, TestEvents.created(todo));
    }

    /** Writes in the caller's transaction. */
    CloudEvent write(Connection transaction, CloudEvent event) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("INSERT INTO todos (id) VALUES (?)")) {
            insert.setString(1, event.getSubject());
            insert.executeUpdate();
        }
        return outbox.append(transaction, event);
    }

    /** Writes and commits. */
    CloudEvent write(String todo) throws SQLException {
        return write(TestEvents.created(todo));
    }

    /** Writes and commits. */
    CloudEvent write(CloudEvent event) throws SQLException {
        try (Connection connection = begin()) {
            CloudEvent written = write(connection, event);
            connection.commit();
            return written;
        }
    }

    /** Writes as often, and commits once. */
    List<CloudEvent> writeMany(String todo, int times) throws SQLException {
        try (Connection connection = begin()) {
            List<CloudEvent> written = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                written.add(write(connection, todo));
            }
            connection.commit();
            return written;
        }
    }

    /** How many events wait. */
    long waiting() {
        return database.number("SELECT count(*) FROM outbox");
    }
}
