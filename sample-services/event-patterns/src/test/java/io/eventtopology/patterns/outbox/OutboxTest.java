package io.eventtopology.patterns.outbox;

import static io.eventtopology.patterns.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.publish.EventKey;
import io.eventtopology.patterns.schema.SchemaCheck;
import io.eventtopology.patterns.schema.SchemaViolationException;
import io.eventtopology.patterns.testing.PatternsDatabase;
import io.eventtopology.patterns.testing.TestEvents;
import io.eventtopology.patterns.trace.TraceContext;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Appending on a real PostgreSQL. */
class OutboxTest {
    private static final TraceContext TRACE =
            new TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1");

    private PatternsDatabase database;
    private TodoService todos;

    @BeforeEach
    void startDatabase() {
        database = PatternsDatabase.start();
        todos = new TodoService(database);
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void a_connection_that_commits_by_itself_is_refused() throws SQLException {
        try (Connection connection = database.source().getConnection()) {
            assertThatThrownBy(() -> todos.write(connection, "1"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("todos.task.created")
                    .hasMessageContaining("setAutoCommit(false)");
        }
        assertThat(todos.waiting()).isZero();
    }

    @Test
    void an_event_of_a_transaction_that_is_rolled_back_was_never_there() throws SQLException {
        try (Connection connection = todos.begin()) {
            todos.write(connection, "1");
            connection.rollback();
        }
        assertThat(todos.waiting()).isZero();
        assertThat(database.number("SELECT count(*) FROM todos")).isZero();
        assertThat(todos.write("1").getExtension("sequence")).as("no gap").isEqualTo("1");
    }

    /** Seen to fail without the check in append: the event is in the outbox, and goes to everybody. */
    @Test
    void an_event_that_breaks_its_schema_never_enters_the_outbox() throws Exception {
        Outbox strict = new Outbox(
                new EventKey(Map.of()),
                new SchemaCheck(Map.of(
                        TestEvents.CREATED,
                        new ObjectMapper().readTree("{\"type\":\"object\",\"required\":[\"dueDate\"]}"))),
                TraceContext.Source.NONE);
        try (Connection connection = todos.begin()) {
            assertThatThrownBy(() -> strict.append(connection, TestEvents.created("1")))
                    .isInstanceOf(SchemaViolationException.class)
                    .hasMessageContaining(TestEvents.CREATED)
                    .hasMessageContaining("dueDate");
            connection.commit();
        }
        assertThat(todos.waiting()).isZero();
    }

    @Test
    void events_of_a_key_are_numbered_whatever_their_subjects() throws SQLException {
        Outbox byUser = new Outbox(
                new EventKey(Map.of(TestEvents.CREATED, "data.userId")),
                new SchemaCheck(Map.of()),
                TraceContext.Source.NONE);
        try (Connection connection = todos.begin()) {
            assertThat(byUser.append(connection, TestEvents.created("1")).getExtension("sequence"))
                    .isEqualTo("1");
            CloudEvent second = byUser.append(connection, TestEvents.created("2"));
            assertThat(second.getExtension("sequence")).isEqualTo("2");
            assertThat(second.getExtension("sequencetype")).isEqualTo("Integer");
            connection.commit();
        }
        assertThat(database.text("SELECT string_agg(order_key || ' ' || topic, ', ') FROM outbox"))
                .isEqualTo("456 todos.task.created, 456 todos.task.created");
    }

    /** Seen to fail when numbers come from a sequence of PostgreSQL, which locks nothing: the second transaction does not wait. */
    @Test
    void a_second_transaction_with_the_same_key_waits_for_the_first() throws Exception {
        try (Connection first = todos.begin()) {
            todos.write(first, "1");
            CompletableFuture<CloudEvent> second = CompletableFuture.supplyAsync(() -> {
                try {
                    return todos.write("1");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().during(Duration.ofMillis(300)).until(() -> !second.isDone());
            first.commit();
            assertThat(second.get().getExtension("sequence")).isEqualTo("2");
        }
    }

    @Test
    void transactions_with_other_keys_do_not_wait() throws SQLException {
        try (Connection first = todos.begin()) {
            todos.write(first, "1");
            assertThat(todos.write("2").getExtension("sequence")).isEqualTo("1");
        }
    }

    @Test
    void the_trace_of_the_transaction_travels_in_the_event() throws SQLException {
        Outbox traced = new Outbox(new EventKey(Map.of()), new SchemaCheck(Map.of()), () -> TRACE);
        try (Connection connection = todos.begin()) {
            traced.append(connection, TestEvents.created("1"));
            connection.commit();
        }
        CloudEvent stored =
                EventJson.read(database.text("SELECT event FROM outbox").getBytes(StandardCharsets.UTF_8));
        assertThat(stored.getExtension("traceparent")).isEqualTo(TRACE.traceparent());
        assertThat(stored.getExtension("traceid")).isEqualTo(TRACE.traceparent());
        assertThat(stored.getExtension("tracestate")).isEqualTo("vendor=1");
    }

    @Test
    void the_status_tells_how_many_wait_since_when_and_why() throws SQLException {
        try (Connection connection = database.source().getConnection()) {
            assertThat(OutboxStatus.read(connection)).isEqualTo(new OutboxStatus(0, Duration.ZERO, null));
            todos.write("1");
            todos.write("2");
            database.execute(
                    "UPDATE outbox SET appended_at = now() - interval '90 s', last_error = 'topic is not there'"
                            + " WHERE order_key = '2'");
            OutboxStatus status = OutboxStatus.read(connection);
            assertThat(status.pending()).isEqualTo(2);
            assertThat(status.oldest()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(120));
            assertThat(status.lastError()).isEqualTo("topic is not there");
        }
    }
}
