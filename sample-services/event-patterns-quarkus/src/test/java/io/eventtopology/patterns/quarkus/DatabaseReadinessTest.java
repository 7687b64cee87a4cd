package io.eventtopology.patterns.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What a service does when its database refuses its password. */
class DatabaseReadinessTest {
    private final AtomicInteger ends = new AtomicInteger();
    private EmbeddedPostgres server;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
        administer("CREATE ROLE app LOGIN PASSWORD 'first'");
        // The server trusts everybody on this machine until it is told to ask for passwords.
        administer(
                "COPY (SELECT 'host all app 127.0.0.1/32 scram-sha-256' UNION ALL SELECT 'host all postgres all trust') TO '"
                        + hbaFile() + "'");
        administer("SELECT pg_reload_conf()");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /** Seen to fail without the look at the SQL state. */
    @Test
    void aPasswordThatWorkedAndIsRefusedEndsTheProcess() throws Exception {
        DatabaseReadiness readiness = readiness("first");
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);

        administer("ALTER ROLE app PASSWORD 'second'");

        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(ends).hasValue(1);
    }

    @Test
    void aPasswordThatNeverWorkedIsWaitedFor() throws Exception {
        DatabaseReadiness readiness = readiness("second");
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(ends).hasValue(0);

        administer("ALTER ROLE app PASSWORD 'second'");

        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aDatabaseThatIsAwayIsWaitedFor() throws Exception {
        DatabaseReadiness readiness = readiness("first");
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);

        server.close();

        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(ends).hasValue(0);
    }

    private DatabaseReadiness readiness(String password) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setServerNames(new String[] {"127.0.0.1"});
        database.setPortNumbers(new int[] {server.getPort()});
        database.setDatabaseName("postgres");
        database.setUser("app");
        database.setPassword(password);
        return new DatabaseReadiness(database, ends::incrementAndGet);
    }

    private String hbaFile() throws Exception {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SHOW hba_file")) {
            row.next();
            return row.getString(1);
        }
    }

    private void administer(String sql) throws Exception {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
