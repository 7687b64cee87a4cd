package io.eventtopology.patterns.testing;

import io.eventtopology.tools.port.FreePorts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database with the tables of the library, on a real PostgreSQL server that the tests of one JVM share. */
public final class PatternsDatabase implements AutoCloseable {
    private static final List<String> MIGRATIONS =
            List.of("V1_0_0__outbox", "V1_0_1__inbox", "V1_0_2__saga", "V1_0_3__projection");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** On the shared server; null on another. */
    private final @Nullable String name;

    private final DataSource source;

    private PatternsDatabase(@Nullable String name, DataSource source) {
        this.name = name;
        this.source = source;
    }

    /** Ends with the JVM. */
    private static final class Server {
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setPort(FreePorts.findOne())
                        .setPGStartupWait(Patience.LONG)
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL does not start", e);
            }
        }
    }

    /** Makes a database and migrates it. */
    public static PatternsDatabase start() {
        String name = "patterns_" + NUMBER.incrementAndGet();
        execute(Server.RUNNING.getPostgresDatabase(), "CREATE DATABASE " + name);
        return new PatternsDatabase(name, Server.RUNNING.getDatabase("postgres", name)).migrated();
    }

    /** Migrates a database of a server of its own, which can be killed; closing this leaves it as it is. */
    public static PatternsDatabase on(DataSource source) {
        return new PatternsDatabase(null, source).migrated();
    }

    private PatternsDatabase migrated() {
        for (String migration : MIGRATIONS) {
            execute(read("/db/event-patterns/" + migration + ".sql"));
        }
        return this;
    }

    private static String read(String resource) {
        try (InputStream in = PatternsDatabase.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read", e);
        }
    }

    /** Connections, each new. */
    public DataSource source() {
        return source;
    }

    /** For another process. */
    public String url() {
        return Server.RUNNING.getJdbcUrl("postgres", name);
    }

    /** Runs statements and commits. */
    public void execute(String sql) {
        execute(source, sql);
    }

    private static void execute(DataSource source, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("Not executed: " + sql, e);
        }
    }

    /** The one number that a query gives. */
    public long number(String sql) {
        return Long.parseLong(text(sql));
    }

    /** The one value that a query gives. */
    public String text(String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new IllegalStateException("No row: " + sql);
            }
            return String.valueOf(rows.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException("Not executed: " + sql, e);
        }
    }

    /** Ends all connections to the database, and refuses others. */
    public void refuseConnections() {
        DataSource server = Server.RUNNING.getPostgresDatabase();
        execute(server, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        execute(server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
    }

    /** Ends what {@link #refuseConnections} began. */
    public void acceptConnections() {
        execute(Server.RUNNING.getPostgresDatabase(), "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
    }

    /** Removes the database and ends its connections. */
    @Override
    public void close() {
        if (name == null) {
            return;
        }
        execute(Server.RUNNING.getPostgresDatabase(), "DROP DATABASE " + name + " WITH (FORCE)");
    }
}
