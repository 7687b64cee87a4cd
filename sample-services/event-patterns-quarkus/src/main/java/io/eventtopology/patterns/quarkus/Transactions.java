package io.eventtopology.patterns.quarkus;

import io.eventtopology.patterns.consumer.DatabaseConnections;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Transactions of the service's database, in plain JDBC: what is written and the events that tell about it are committed together, or not
 * at all.
 */
@Singleton
public final class Transactions {
    private final DatabaseConnections database;

    Transactions(DataSource database) {
        this.database = new DatabaseConnections(database);
    }

    /** Something to do with a connection. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it; must neither commit nor close. */
        T on(Connection connection) throws SQLException;
    }

    /**
     * Runs the work in a transaction of its own and commits it. When the work throws, it is rolled back.
     *
     * @throws DatabaseException when the database refused or did not answer; whether it committed is unknown when the connection was
     *     lost while committing
     */
    public <T> T write(Work<T> work) {
        try (Connection connection = database.begin()) {
            boolean done = false;
            try {
                T result = work.on(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * Runs queries, each by itself.
     *
     * @throws DatabaseException when the database refused or did not answer
     */
    public <T> T read(Work<T> work) {
        try (Connection connection = database.open()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
