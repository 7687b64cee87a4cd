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
 * Empties the outbox as a table that is used as a queue is emptied, without the relay of the library and without a look at the order of keys: what is
 * oldest is deleted and read in one statement. With as many connections and rows at once as the relay, and PostgreSQL's own settings.
 */
final class PlainDrain {
    private static final String DRAIN = """
            DELETE FROM outbox WHERE position IN
              (SELECT position FROM outbox ORDER BY position LIMIT ? FOR UPDATE SKIP LOCKED)
            RETURNING order_key, topic, event""";

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
            int read;
            do {
                read = batch(connection);
                connection.commit();
            } while (read > 0);
        }
    }

    private int batch(Connection connection) throws SQLException {
        int read = 0;
        try (PreparedStatement drain = connection.prepareStatement(DRAIN)) {
            drain.setInt(1, rows);
            try (ResultSet row = drain.executeQuery()) {
                while (row.next()) {
                    row.getString(1);
                    row.getString(2);
                    row.getString(3);
                    read++;
                }
            }
        }
        return read;
    }
}
