package io.eventtopology.patterns.consumer;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;

/**
 * Connections of a database, whose absence is told so that {@link FailureKind} does not take it for the fault of an event: pools throw an
 * exception without a SQL state when all of theirs are in use.
 */
public final class DatabaseConnections {
    private final DataSource database;

    /** Connections of {@code database}. */
    public DatabaseConnections(DataSource database) {
        this.database = database;
    }

    /**
     * A connection as the data source gives it.
     *
     * @throws SQLTransientConnectionException when there is none, whatever the reason
     */
    public Connection open() throws SQLException {
        try {
            return database.getConnection();
        } catch (SQLException e) {
            throw none(e);
        }
    }

    /**
     * A connection that begins a transaction.
     *
     * @throws SQLTransientConnectionException when there is none, whatever the reason
     */
    public Connection begin() throws SQLException {
        Connection connection = open();
        try {
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw none(e);
        }
    }

    private static SQLTransientConnectionException none(SQLException cause) {
        return new SQLTransientConnectionException("No connection to the database", cause.getSQLState(), cause);
    }
}
