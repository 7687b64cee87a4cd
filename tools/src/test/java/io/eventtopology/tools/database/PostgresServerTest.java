package io.eventtopology.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresServerTest {

    @Test
    void data_and_port_survive_a_stop_and_a_kill_and_close_leaves_nothing() throws Exception {
        PostgresServer server = PostgresServer.create();
        Path folder = server.log().getParent();
        try (server) {
            Database todos = server.createDatabase("todo-items");
            assertThat(todos.jdbcUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:" + server.port() + "/todo-items");
            assertThat(todos.toString()).doesNotContain(todos.password());
            run(todos, "CREATE TABLE item (name text)");

            try (Connection held = connect(todos)) {
                run(todos, "INSERT INTO item VALUES ('before the stop')");
                server.stop();
                assertThat(server.isRunning()).isFalse();
                assertThatThrownBy(() -> connect(todos))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("refused");
                assertThatThrownBy(() -> held.createStatement().execute("SELECT 1"))
                        .isInstanceOf(SQLException.class);
            }
            server.start();

            try (Connection held = connect(todos)) {
                run(todos, "INSERT INTO item VALUES ('before the kill')");
                held.setAutoCommit(false);
                held.createStatement().execute("INSERT INTO item VALUES ('never committed')");
                server.kill();
            }
            server.start();

            try (Connection connection = connect(todos);
                    ResultSet rows = connection
                            .createStatement()
                            .executeQuery("SELECT string_agg(name, ', ' ORDER BY name) FROM item")) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("before the kill, before the stop");
            }
            assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
        }
        assertThat(folder).doesNotExist();
        new ServerSocket(server.port(), 1, InetAddress.getLoopbackAddress()).close();
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(line -> line.contains(folder.toString()));
    }

    @Test
    void an_owner_is_no_superuser_and_is_alone_in_knowing_its_password() {
        try (PostgresServer server = PostgresServer.create()) {
            Database mine = server.createDatabase("mine");
            Database other = server.createDatabase("other");

            assertThatThrownBy(() -> run(mine, "CREATE ROLE anybody"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> DriverManager.getConnection(mine.jdbcUrl(), other.user(), mine.password()))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThatThrownBy(() -> server.createDatabase("mine"))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessage("Cannot create the database mine")
                    .hasStackTraceContaining("already exists");
            assertThatThrownBy(() -> server.createDatabase("x\"; DROP DATABASE mine"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Not a name for a database: x\"; DROP DATABASE mine");
        }
    }

    @Test
    void a_server_that_cannot_start_shows_its_log() throws IOException {
        try (PostgresServer server = PostgresServer.create()) {
            server.stop();
            Files.writeString(server.log().resolveSibling("data").resolve("postgresql.conf"), "no_such_setting = 1\n");

            assertThatThrownBy(server::start)
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("PostgreSQL ended while it started")
                    .hasMessageContaining("unrecognized configuration parameter \"no_such_setting\"");
        }
    }

    /** Seen to fail: with a folder that nothing looks for later, it stayed. */
    @Test
    void the_data_of_a_server_whose_jvm_was_killed_go_with_the_next_start() throws Exception {
        Process killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = killed.inputReader()) {
            Path folder = Path.of(output.readLine());
            List<ProcessHandle> children = killed.descendants().toList();
            killed.destroyForcibly().waitFor();
            await().atMost(Duration.ofSeconds(30)).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(folder).exists();

            PostgresServer.create().close();

            assertThat(folder).doesNotExist();
        } finally {
            killed.destroyForcibly();
        }
    }

    /** Another JVM: starts a server, says where its data are, and lives until it is killed. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] args) throws InterruptedException {
            System.out.println(PostgresServer.create().log().getParent());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private static Connection connect(Database database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    private static void run(Database database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
