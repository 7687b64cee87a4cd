package io.eventtopology.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/**
 * Empties the outbox as any table that is used as a queue is emptied, without the relay of the library and without a look at the order of keys: what is
 * oldest is locked and read, then deleted, then committed. With as many connections and rows at once as the relay, and PostgreSQL's own settings.
 */
final class PlainDrain {
    private static final String READ = """
            SELECT position, order_key, topic, event FROM outbox ORDER BY position LIMIT ? FOR UPDATE SKIP LOCKED""";
    private static final String DELETE = "DELETE FROM outbox WHERE position = ANY (?)";

    private final DataSource database;
    private final int connections;
    private final int rows;

    PlainDrain(DataSource database, int connections, int rows) {
        this.database = database;
        this.connections = connections;
        this.rows = rows;
    }

    /** Empties it. */
    void run() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                ends.add(threads.submit(() -> {
                    drain();
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
    }

    private void drain() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            List<Long> positions;
            do {
                positions = read(connection);
                delete(connection, positions);
                connection.commit();
            } while (!positions.isEmpty());
        }
    }

    private List<Long> read(Connection connection) throws SQLException {
        List<Long> positions = new ArrayList<>();
        try (PreparedStatement read = connection.prepareStatement(READ)) {
            read.setInt(1, rows);
            try (ResultSet row = read.executeQuery()) {
                while (row.next()) {
                    positions.add(row.getLong(1));
                    row.getString(2);
                    row.getString(3);
                    row.getString(4);
                }
            }
        }
        return positions;
    }

    private static void delete(Connection connection, List<Long> positions) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setArray(1, connection.createArrayOf("bigint", positions.toArray()));
            delete.executeUpdate();
        }
    }
}
