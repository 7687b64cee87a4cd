package io.eventtopology.patterns.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventtopology.patterns.testing.PatternsDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** States and steps of sagas. */
final class SagasTest {
    private static final SagaDefinition ORDER = new SagaDefinition(
            "order",
            Map.of(
                    "PLACED",
                    Set.of("CHARGED", "EXPIRED"),
                    "CHARGED",
                    Set.of("COMPLETED"),
                    "EXPIRED",
                    Set.of("CANCELLED")));
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final ObjectNode DATA = JsonNodeFactory.instance.objectNode().put("cents", 1299);

    private static PatternsDatabase database;

    private final Sagas sagas = new Sagas(ORDER, Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeAll
    static void start() {
        database = PatternsDatabase.start();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.execute("TRUNCATE saga, saga_step");
    }

    private static Connection transaction() throws SQLException {
        Connection connection = database.source().getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private void begin(String id) throws SQLException {
        try (Connection transaction = transaction()) {
            assertThat(sagas.begin(transaction, id, "PLACED", DATA, NOW.plusSeconds(60)))
                    .isTrue();
            transaction.commit();
        }
    }

    @Test
    void itsStateCanBeQueried() throws SQLException {
        begin("1");
        try (Connection connection = transaction()) {
            assertThat(sagas.find(connection, "1"))
                    .contains(new SagaState("1", "PLACED", DATA, NOW.plusSeconds(60), NOW, NOW));
            assertThat(sagas.find(connection, "2")).isEmpty();
            assertThat(sagas.begin(connection, "1", "PLACED", DATA, null)).isFalse();
        }
    }

    /** Seen to fail: without the name in the subquery's condition, a step of another definition with the same id was among them. */
    @Test
    void theProgressOfManyIsThatOfEach() throws SQLException {
        begin("1");
        begin("2");
        begin("unasked");
        try (Connection transaction = transaction()) {
            new Sagas(new SagaDefinition("parcel", Map.of("PACKED", Set.of())), Clock.systemUTC())
                    .step(transaction, "1", "of-another-saga");
            sagas.step(transaction, "1", "refund");
            new Sagas(ORDER, Clock.fixed(NOW.minusSeconds(1), ZoneOffset.UTC)).step(transaction, "1", "shipped");
            assertThat(sagas.progress(transaction, List.of("1", "2", "unknown")))
                    .isEqualTo(Map.of(
                            "1",
                            new SagaProgress(sagas.find(transaction, "1").orElseThrow(), List.of("shipped", "refund")),
                            "2",
                            new SagaProgress(sagas.find(transaction, "2").orElseThrow(), List.of())));
        }
    }

    @Test
    void goesOnlyWhereItsDefinitionLeads() throws SQLException {
        begin("1");
        try (Connection transaction = transaction()) {
            SagaState placed = sagas.lock(transaction, "1").orElseThrow();
            assertThatThrownBy(() -> sagas.move(transaction, placed, "COMPLETED", DATA, null))
                    .isInstanceOf(IllegalTransitionException.class)
                    .hasMessageContaining("from PLACED to COMPLETED");
            sagas.move(transaction, placed, "CHARGED", DATA, null);
            transaction.commit();
            assertThat(sagas.find(transaction, "1").orElseThrow().state()).isEqualTo("CHARGED");
        }
    }

    /** Two that read it without a lock: without the state in the update's condition both moved it, and the second won (seen to fail so). */
    @Test
    void aMoveOfAStateThatIsNoLongerSoFails() throws SQLException {
        begin("1");
        try (Connection one = transaction();
                Connection other = transaction()) {
            SagaState seen = sagas.find(one, "1").orElseThrow();
            sagas.move(other, sagas.lock(other, "1").orElseThrow(), "EXPIRED", DATA, null);
            other.commit();
            assertThatThrownBy(() -> sagas.move(one, seen, "CHARGED", DATA, null))
                    .isInstanceOf(SQLTransientException.class)
                    .hasMessageContaining("no longer PLACED");
        }
        assertThat(database.text("SELECT state FROM saga")).isEqualTo("EXPIRED");
    }

    /** A step such as a refund, asked for by sixteen deliveries at once. Seen to fail: with the insert's count passed over it was done 16 times. */
    @Test
    void aStepIsDoneOnce() throws Exception {
        Callable<Boolean> refund = () -> {
            try (Connection transaction = transaction()) {
                boolean first = sagas.step(transaction, "not-yet-known", "refund");
                Thread.sleep(20);
                transaction.commit();
                return first;
            }
        };
        int done = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Future<Boolean>> asked = new ArrayList<>();
            for (int delivery = 0; delivery < 16; delivery++) {
                asked.add(threads.submit(refund));
            }
            for (Future<Boolean> answer : asked) {
                done += answer.get(30, TimeUnit.SECONDS) ? 1 : 0;
            }
        }
        assertThat(done).isEqualTo(1);
        try (Connection connection = transaction()) {
            assertThat(sagas.steps(connection, "not-yet-known")).containsExactly("refund");
        }
    }
}
