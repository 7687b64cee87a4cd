package io.eventtopology.patterns.outbox;

import static io.eventtopology.patterns.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.eventtopology.patterns.publish.PublishFailure;
import io.eventtopology.patterns.testing.PatternsDatabase;
import io.eventtopology.patterns.testing.TestEvents;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The relay on a real PostgreSQL, while nothing breaks but what is said. */
class OutboxRelayTest {
    /** Wakes by notifications alone. */
    static final RelaySettings SETTINGS = new RelaySettings(
            2, 50, Duration.ofHours(1), Duration.ofMillis(50), Duration.ofMillis(400), Duration.ofSeconds(20));

    static final RelaySettings ONE_WORKER = new RelaySettings(
            1, 50, Duration.ofHours(1), Duration.ofMillis(50), Duration.ofMillis(400), Duration.ofSeconds(20));

    /**
     * Looks come in doubling distances, of 5.12 and 10.24 s among others, and a little more while a look takes its time: after so long
     * without one, the next is 4.24 s away.
     */
    static final Duration LONG_REST = Duration.ofSeconds(6);

    /** What is published within this time after {@link #LONG_REST} was notified. */
    static final Duration UNTIL_NEXT_LOOK = Duration.ofSeconds(3);

    private final PretendedBroker broker = new PretendedBroker();
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

    private OutboxRelay relay() {
        return OutboxRelay.start(database.source(), broker, SETTINGS, RelayListener.NONE);
    }

    private static CloudEvent ofType(String type, String subject) {
        return CloudEventBuilder.from(TestEvents.created(subject))
                .withType(type)
                .build();
    }

    @Test
    void what_waits_at_the_start_is_published_and_leaves_the_outbox() throws SQLException {
        CloudEvent event = todos.write("1");
        try (OutboxRelay relay = relay()) {
            await().until(() -> todos.waiting() == 0);
        }
        assertThat(broker.ids()).containsExactly(event.getId());
    }

    /** Seen to fail without LISTEN: the event is published after several seconds, by a look. */
    @Test
    void a_commit_wakes_a_relay_that_has_rested_for_long() throws Exception {
        CountedCommits looks = new CountedCommits(database.source());
        try (OutboxRelay relay = OutboxRelay.start(looks.source(), broker, ONE_WORKER, RelayListener.NONE)) {
            looks.awaitQuiet(LONG_REST);
            long committed = System.nanoTime();
            todos.write("1");
            await().pollInterval(Duration.ofMillis(5)).until(() -> broker.ids().size() == 1);
            assertThat(Duration.ofNanos(System.nanoTime() - committed)).isLessThan(UNTIL_NEXT_LOOK);
        }
    }

    /** Seen to fail when a worker waits for a notification after each batch. */
    @Test
    void a_hundred_events_of_one_key_go_through_one_after_the_other_without_waiting() throws SQLException {
        List<String> ids =
                todos.writeMany("1", 100).stream().map(CloudEvent::getId).toList();
        try (OutboxRelay relay = relay()) {
            await().atMost(Duration.ofSeconds(15)).until(() -> todos.waiting() == 0);
        }
        assertThat(broker.ids()).isEqualTo(ids);
        assertThat(broker.requests()).allSatisfy(request -> assertThat(request).hasSize(1));
    }

    @Test
    void many_keys_go_together_in_requests_of_the_batch_size() throws SQLException {
        try (Connection connection = todos.begin()) {
            for (int i = 0; i < 100; i++) {
                todos.write(connection, "todo-" + i);
            }
            connection.commit();
        }
        try (OutboxRelay relay = relay()) {
            await().until(() -> todos.waiting() == 0);
        }
        assertThat(broker.ids()).hasSize(100).doesNotHaveDuplicates();
        assertThat(broker.requests()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void large_events_are_taken_a_few_at_a_time() throws SQLException {
        try (Connection connection = todos.begin()) {
            for (int i = 0; i < 8; i++) {
                CloudEvent large = CloudEventBuilder.from(TestEvents.created("todo-" + i))
                        .withExtension("large", "x".repeat(1 << 20))
                        .build();
                todos.write(connection, large);
            }
            connection.commit();
        }
        try (OutboxRelay relay = relay()) {
            await().until(() -> todos.waiting() == 0);
        }
        assertThat(broker.requests()).allSatisfy(request -> assertThat(request).hasSizeLessThanOrEqualTo(2));
    }

    /** Seen to fail when a row that cannot be read ends the batch: nothing is published ever. */
    @Test
    void a_row_that_is_no_event_holds_up_nobody() throws SQLException {
        database.execute("INSERT INTO outbox (order_key, topic, event) VALUES ('0', 'todos.task.created', 'rubbish')");
        CloudEvent event = todos.write("1");
        try (OutboxRelay relay = relay()) {
            await().until(() -> todos.waiting() == 1);
            assertThat(broker.ids()).containsExactly(event.getId());
            await().until(() -> database.number("SELECT attempts FROM outbox") > 2);
        }
        assertThat(database.text("SELECT last_error FROM outbox")).contains("no CloudEvent");
    }

    /** Seen to fail when an event that was refused twice travels on with others. */
    @Test
    void an_event_that_spoils_its_request_travels_alone() throws SQLException {
        CloudEvent bad = todos.write("bad");
        CloudEvent good = todos.write("good");
        ConcurrentLinkedQueue<String> spoilt = new ConcurrentLinkedQueue<>();
        broker.before(events -> {
            spoilt.clear();
            if (events.stream().anyMatch(event -> event.getId().equals(bad.getId()))) {
                events.forEach(event -> spoilt.add(event.getId()));
            }
        });
        broker.refusing(event -> spoilt.contains(event.getId()) ? "the request is not understood" : null);
        try (OutboxRelay relay = OutboxRelay.start(database.source(), broker, ONE_WORKER, RelayListener.NONE)) {
            await().until(() -> broker.ids().contains(good.getId()));
            await().until(() -> todos.waiting() == 1);
        }
        assertThat(broker.ids()).doesNotContain(bad.getId());
    }

    /** Seen to fail without the gate: while one topic hangs, both workers do, and nothing else is published. */
    @Test
    void a_topic_that_hangs_holds_up_no_other() throws Exception {
        try (Connection connection = todos.begin()) {
            for (int i = 0; i < 500; i++) {
                todos.write(connection, ofType("todos.task.hanging", "hanging-" + i));
            }
            connection.commit();
        }
        broker.reached(false).before(events -> {
            if (events.getFirst().getType().equals("todos.task.hanging")) {
                pause(Duration.ofSeconds(4));
            }
        });
        broker.refusing(event -> event.getType().equals("todos.task.hanging") ? "no answer" : null);
        try (OutboxRelay relay = relay()) {
            await().until(() -> database.number("SELECT count(*) FROM outbox WHERE attempts > 0") > 0);
            List<Duration> waits = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                long committed = System.nanoTime();
                CloudEvent event = todos.write("healthy-" + i);
                await().pollInterval(Duration.ofMillis(5))
                        .until(() -> broker.ids().contains(event.getId()));
                waits.add(Duration.ofNanos(System.nanoTime() - committed));
            }
            waits.sort(null);
            assertThat(waits.get(5)).isLessThan(Duration.ofSeconds(1));
        }
    }

    /** Seen to fail when a runtime exception of the publisher ends the batch: what other topics have is published again and again. */
    @Test
    void a_publisher_that_breaks_for_one_topic_costs_no_duplicates_of_others() throws SQLException {
        CloudEvent good = todos.write("good");
        CloudEvent breaking = todos.write(ofType("todos.task.breaking", "breaking"));
        broker.refusing(event -> {
            if (event.getId().equals(breaking.getId())) {
                throw new IllegalArgumentException("cannot do this");
            }
            return null;
        });
        try (OutboxRelay relay = relay()) {
            await().until(() -> broker.tries(breaking) > 3);
        }
        assertThat(broker.tries(good)).isEqualTo(1);
        assertThat(database.text("SELECT last_error FROM outbox")).contains("cannot do this");
    }

    @Test
    void an_error_text_that_postgres_cannot_store_is_stored_without_the_character() throws SQLException {
        todos.write("1");
        broker.refusing(sent -> "nul \0 here");
        try (OutboxRelay relay = relay()) {
            await().until(() -> database.number("SELECT attempts FROM outbox") > 1);
        }
        assertThat(database.text("SELECT last_error FROM outbox")).isEqualTo("nul   here");
    }

    @Test
    void events_with_one_id_are_all_published() throws SQLException {
        CloudEvent event = TestEvents.created("1");
        todos.write(event);
        todos.write(CloudEventBuilder.from(event).withSubject("2").build());
        try (OutboxRelay relay = relay()) {
            await().until(() -> todos.waiting() == 0);
        }
        assertThat(broker.ids()).containsExactly(event.getId(), event.getId());
    }

    /** Seen to fail when waits do not grow, and when an empty look is not followed by a wait. */
    @Test
    void while_everything_fails_the_relay_looks_now_and_then_only() throws Exception {
        CountedCommits looks = new CountedCommits(database.source());
        todos.writeMany("1", 20);
        broker.reached(false).refusing(event -> "no sidecar");
        try (OutboxRelay relay = OutboxRelay.start(looks.source(), broker, SETTINGS, RelayListener.NONE)) {
            TimeUnit.SECONDS.sleep(2);
            long begin = System.nanoTime();
            int transactions = looks.count();
            int tries = broker.requests().size();
            TimeUnit.SECONDS.sleep(2);
            transactions = looks.count() - transactions;
            tries = broker.requests().size() - tries;
            double seconds = (System.nanoTime() - begin) / 1e9;
            assertThat(tries / seconds).as("tries a second").isLessThanOrEqualTo(4);
            assertThat(transactions / seconds)
                    .as("transactions of two workers a second")
                    .isLessThan(60);
            // The longest wait is kept: with waits that go on doubling, ten tries would take hours.
            int before = broker.requests().size();
            await().until(() -> broker.requests().size() >= before + 10);
        }
    }

    /** Seen to fail when close does not wait for its threads: it returns while the event is on its way. */
    @Test
    void closing_finishes_the_batch_that_is_being_published() throws Exception {
        CountDownLatch publishing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        broker.before(events -> {
            publishing.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        todos.write("1");
        OutboxRelay relay = relay();
        assertThat(publishing.await(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(relay::close);
        await().during(Duration.ofMillis(300)).until(() -> !closed.isDone());
        goOn.countDown();
        closed.get(30, TimeUnit.SECONDS);
        assertThat(broker.ids()).hasSize(1);
        assertThat(todos.waiting()).isZero();
    }

    @Test
    void connections_go_back_to_their_pool_as_they_came() throws SQLException {
        database.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = on',"
                + " current_database()); END $$");
        try (Connection connection = database.source().getConnection()) {
            List<String> before = shown(connection);
            try (RelayConnection configured = new RelayConnection(connection, Duration.ofSeconds(7), Runnable::run)) {
                assertThat(shown(configured.connection())).containsExactly("off", "off", "7s", "false", "7000");
            }
            assertThat(shown(connection)).isEqualTo(before).containsExactly("on", "on", "0", "true", "0");
        }
    }

    private static List<String> shown(Connection connection) throws SQLException {
        List<String> shown = new ArrayList<>();
        for (String setting : List.of("synchronous_commit", "enable_seqscan", "idle_in_transaction_session_timeout")) {
            shown.add(shown(connection, setting));
        }
        shown.add(String.valueOf(connection.getAutoCommit()));
        shown.add(String.valueOf(connection.getNetworkTimeout()));
        return shown;
    }

    private static String shown(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void a_listener_hears_what_was_published_and_what_failed() throws SQLException {
        ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
        RelayListener listener = new RelayListener() {
            @Override
            public void published(String topic, int events) {
                heard.add(topic + " " + events);
            }

            @Override
            public void failed(String topic, PublishFailure failure) {
                heard.add(topic + " " + failure.reason());
            }
        };
        CloudEvent event = todos.write("1");
        broker.refusing(sent -> broker.tries(event) < 2 ? "not yet" : null);
        try (OutboxRelay relay = OutboxRelay.start(database.source(), broker, SETTINGS, listener)) {
            await().until(() -> heard.size() == 2);
        }
        assertThat(heard).containsExactly("todos.task.created not yet", "todos.task.created 1");
    }

    static void pause(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
