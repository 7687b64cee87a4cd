package io.eventtopology.tools.database;

import io.eventtopology.tools.cache.CacheFolder;
import io.eventtopology.tools.cache.TemporaryFolder;
import io.eventtopology.tools.port.FreePorts;
import io.eventtopology.tools.process.ChildProcess;
import io.eventtopology.tools.process.CommandResult;
import io.eventtopology.tools.process.RestartableProcess;
import io.eventtopology.tools.secret.RandomPassword;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A real PostgreSQL 18 server on a free port of 127.0.0.1, up in about a second, that never outlives this JVM. It has
 * PostgreSQL's own settings but for 300 connections, and asks everybody for a password. After {@link #stop} or
 * {@link #kill} it can be started again with the same port and data. Needs no installation, and runs under root too,
 * where {@code unshare} (util-linux) must be there.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String SUPERUSER = "postgres";
    private static final Duration PREPARE_LIMIT = Duration.ofSeconds(60);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

    private final Path folder;
    private final Path binaries;
    private final int port = FreePorts.findOne();
    private final String password = RandomPassword.next();
    private final RestartableProcess process = new RestartableProcess(
            new RestartableProcess.Settings(
                    "PostgreSQL",
                    START_LIMIT,
                    1,
                    // SIGINT is PostgreSQL's fast shutdown. SIGTERM would wait for the clients to leave.
                    ChildProcess::interrupt,
                    STOP_LIMIT,
                    DatabaseException::new),
            this::launch,
            this::answers);

    private PostgresServer(Path folder, Path binaries) {
        this.folder = folder;
        this.binaries = binaries;
    }

    /**
     * A running server whose data lie in a temporary folder, which {@link #close} removes.
     *
     * @throws DatabaseException if it does not start; the message says why
     */
    public static PostgresServer create() {
        PostgresServer server = new PostgresServer(
                TemporaryFolder.create("postgres-server-"), PostgresBinaries.folder(CacheFolder.of(System.getenv())));
        try {
            server.prepare();
            server.start();
            return server;
        } catch (DatabaseException e) {
            server.close();
            throw e;
        }
    }

    private void prepare() {
        Path passwordFile = folder.resolve("password");
        try {
            Files.writeString(passwordFile, password);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + passwordFile, e);
        }
        CommandResult initdb = CommandResult.of(
                asUser(
                        "initdb",
                        "--pgdata=" + data(),
                        "--username=" + SUPERUSER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync"),
                Map.of(),
                PREPARE_LIMIT);
        if (initdb.exit() != 0) {
            throw new DatabaseException("PostgreSQL's initdb failed with exit status " + initdb.exit() + ":\n"
                    + (initdb.stdout() + initdb.stderr()).strip());
        }
    }

    /** PostgreSQL refuses to run as root; in a user namespace without a mapping root is nobody, and still owns its files. */
    private List<String> asUser(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Starts the server again after {@link #stop} or {@link #kill}, with the same port and data, and waits until it
     * answers.
     *
     * @throws DatabaseException if it ends or does not answer within 60 s
     * @throws IllegalStateException if it is running
     */
    public void start() {
        process.start();
    }

    private ChildProcess launch() {
        return ChildProcess.start(
                "postgres",
                asUser(
                        "postgres",
                        "-D",
                        data().toString(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "max_connections=300"),
                Map.of(),
                folder,
                log());
    }

    private boolean answers() {
        try {
            connect().close();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Creates an empty database with an owner of the same name and a password of its own.
     *
     * @param name lower-case letters, digits, {@code -} and {@code _}, beginning with a letter; at most 63 characters
     * @throws DatabaseException if the server is down or has such a database or user
     */
    public Database createDatabase(String name) {
        if (!PLAIN_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a name for a database: " + name
                    + ". Use lower-case letters, digits, - and _, a letter first, at most 63 characters");
        }
        String secret = RandomPassword.next();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE \"" + name + "\" LOGIN PASSWORD '" + secret + "'");
            statement.execute("CREATE DATABASE \"" + name + "\" OWNER \"" + name + "\"");
        } catch (SQLException e) {
            throw new DatabaseException("Cannot create the database " + name, e);
        }
        return new Database(name, jdbcUrl(name), name, secret);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl("postgres"), SUPERUSER, password);
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Its port of 127.0.0.1, the same for as long as this object lives. */
    public int port() {
        return port;
    }

    /** Its log, of all its starts. */
    public Path log() {
        return folder.resolve("postgres.log");
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** Whether its process runs. */
    public boolean isRunning() {
        return process.isRunning();
    }

    /** Stops in order and waits: clients are cut off, transactions under way are rolled back. Kills it after 20 s. */
    public void stop() {
        process.stop();
    }

    /** Kills all its processes (SIGKILL), as a lost machine would. What was committed is there after {@link #start}. */
    public void kill() {
        process.kill();
    }

    /** Stops the server and removes its data. */
    @Override
    public void close() {
        try {
            stop();
        } finally {
            if (Files.exists(folder)) {
                TemporaryFolder.delete(folder);
            }
        }
    }

    @Override
    public String toString() {
        return "PostgresServer[127.0.0.1:" + port + "]";
    }
}
