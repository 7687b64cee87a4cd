package io.eventtopology.patterns.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection as a worker of a relay needs it; closing it leaves it as it was, for the pool that it may belong to. */
final class RelayConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RelayConnection.class);

    private final Connection connection;
    private final Executor executor;
    private final boolean autoCommit;
    private final int networkTimeout;

    /**
     * Sets the connection up.
     *
     * @param hold the longest time in a transaction, and for an answer of the database
     */
    RelayConnection(Connection connection, Duration hold, Executor executor) throws SQLException {
        this.connection = connection;
        this.executor = executor;
        this.autoCommit = connection.getAutoCommit();
        this.networkTimeout = connection.getNetworkTimeout();
        connection.setNetworkTimeout(executor, Math.toIntExact(hold.toMillis()));
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // A relay that hangs, or whose machine is lost, must not keep its events for ever.
            statement.execute("SET idle_in_transaction_session_timeout = " + hold.toMillis());
            // A deletion that a crash of PostgreSQL takes back is a duplicate, no loss.
            statement.execute("SET synchronous_commit = off");
            // Whatever the statistics say of a table that is empty most of the time: by the indexes.
            statement.execute("SET enable_seqscan = off");
        }
        connection.commit();
    }

    /** The connection, in a transaction. */
    Connection connection() {
        return connection;
    }

    @Override
    public void close() {
        try {
            connection.rollback();
            try (Statement statement = connection.createStatement()) {
                statement.execute("RESET idle_in_transaction_session_timeout");
                statement.execute("RESET synchronous_commit");
                statement.execute("RESET enable_seqscan");
            }
            connection.commit();
            connection.setAutoCommit(autoCommit);
            connection.setNetworkTimeout(executor, networkTimeout);
        } catch (SQLException e) {
            LOG.debug("The connection is of no use any more", e);
        }
    }
}
