package io.eventtopology.patterns.outbox;

import static io.eventtopology.patterns.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.testing.Patience;
import io.eventtopology.patterns.testing.PatternsDatabase;
import io.eventtopology.patterns.testing.TestEvents;
import io.eventtopology.tools.database.Database;
import io.eventtopology.tools.database.PostgresServer;
import io.eventtopology.tools.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Faults 34 to 37 and 43, on a real PostgreSQL. */
class OutboxFaultsTest {
    private static final RelaySettings SETTINGS = OutboxRelayTest.SETTINGS;

    @TempDir
    Path folder;

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

    /** Ends the connections of relays that are publishing, as PostgreSQL does when their process is gone. */
    private void endPublishing() {
        database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND state = 'idle in transaction' AND query LIKE '%SKIP LOCKED%'");
    }

    /**
     * Fault 34, in a process of its own. Seen to fail when rows are deleted and committed before they are published: the second relay has
     * nothing to publish again.
     */
    @Test
    void fault_34_what_a_killed_relay_published_and_did_not_mark_is_published_again_in_order() throws Exception {
        List<String> ids =
                todos.writeMany("1", 3).stream().map(CloudEvent::getId).toList();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        PGSimpleDataSource source = (PGSimpleDataSource) database.source();
        List<String> command = List.of(
                java,
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledRelay.class.getName(),
                source.getUrl(),
                String.valueOf(source.getUser()));
        Path log = folder.resolve("relay.log");
        try (ChildProcess killed = ChildProcess.start("a relay", command, Map.of(), folder, log)) {
            assertThat(killed.waitFor(Patience.LONG))
                    .as(() -> "its output:\n" + killed.logTail(40))
                    .hasValue(KilledRelay.KILLED);
        }
        assertThat(Files.readString(log))
                .contains("published " + ids.getFirst())
                .doesNotContain(ids.get(1));
        assertThat(todos.waiting()).isEqualTo(3);
        try (OutboxRelay relay = relay()) {
            await().until(() -> todos.waiting() == 0);
        }
        assertThat(broker.ids()).isEqualTo(ids);
    }

    /** Fault 34, the relay goes on. Seen to fail when the next event of a key is taken before the first is deleted. */
    @Test
    void fault_34_a_relay_whose_connection_ends_between_publishing_and_marking_publishes_again() throws Exception {
        List<String> ids =
                todos.writeMany("1", 3).stream().map(CloudEvent::getId).toList();
        AtomicBoolean once = new AtomicBoolean();
        broker.after(events -> {
            if (once.compareAndSet(false, true)) {
                endPublishing();
            }
        });
        try (OutboxRelay relay = relay()) {
            await().until(() -> todos.waiting() == 0);
        }
        assertThat(broker.ids()).containsExactly(ids.get(0), ids.get(0), ids.get(1), ids.get(2));
    }

    /** Seen to fail without idle_in_transaction_session_timeout: the event stays locked as long as the first relay hangs. */
    @Test
    void events_of_a_relay_that_hangs_are_free_after_the_hold() throws Exception {
        CloudEvent event = todos.write("1");
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        PretendedBroker hangs = new PretendedBroker().before(events -> {
            hanging.countDown();
            await(end);
        });
        RelaySettings hold = new RelaySettings(
                1, 50, Duration.ofMillis(200), Duration.ofMillis(50), Duration.ofMillis(400), Duration.ofSeconds(1));
        try (OutboxRelay first = OutboxRelay.start(database.source(), hangs, hold, RelayListener.NONE)) {
            await(hanging);
            try (OutboxRelay second = OutboxRelay.start(database.source(), broker, hold, RelayListener.NONE)) {
                await().until(() -> broker.ids().contains(event.getId()));
                await().until(() -> todos.waiting() == 0);
            }
            end.countDown();
        }
    }

    /** Fault 35. Seen to fail with a relay that remembers the last position it has published: the late one is never found. */
    @Test
    void fault_35_an_event_that_is_committed_after_younger_ones_is_published() throws Exception {
        try (OutboxRelay relay = relay();
                Connection late = todos.begin()) {
            CloudEvent older = todos.write(late, "late");
            List<String> younger = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                younger.add(todos.write("early-" + i).getId());
            }
            await().until(() -> broker.ids().containsAll(younger));
            late.commit();
            await().until(() -> broker.ids().contains(older.getId()));
        }
        assertThat(broker.ids()).hasSize(6);
    }

    /**
     * Fault 35, of one key. Seen to fail when numbers come from a sequence of PostgreSQL: the second transaction overtakes the first.
     */
    @Test
    void fault_35_transactions_of_one_key_are_published_in_the_order_of_their_commits() throws Exception {
        try (OutboxRelay relay = relay();
                ExecutorService writers = Executors.newFixedThreadPool(4)) {
            Random random = new Random(35);
            List<Future<?>> transactions = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                int pause = random.nextInt(12);
                boolean commits = random.nextInt(4) > 0;
                transactions.add(writers.submit(() -> {
                    try (Connection connection = todos.begin()) {
                        todos.write(connection, "1");
                        OutboxRelayTest.pause(Duration.ofMillis(pause));
                        if (commits) {
                            connection.commit();
                        } else {
                            connection.rollback();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> transaction : transactions) {
                transaction.get();
            }
            await().until(() -> todos.waiting() == 0);
        }
        long written = database.number("SELECT count(*) FROM todos");
        assertThat(sequences("1"))
                .isEqualTo(IntStream.rangeClosed(1, (int) written).boxed().toList());
    }

    private List<Integer> sequences(String subject) {
        return broker.requests().stream()
                .flatMap(List::stream)
                .filter(event -> subject.equals(event.getSubject()))
                .map(event -> Integer.valueOf(String.valueOf(event.getExtension("sequence"))))
                .toList();
    }

    /**
     * Fault 36: two relays with two workers each, a broker that refuses every tenth event and takes its time. Seen to fail when any row is
     * taken instead of the oldest of its key, and when a row that failed does not hold its key.
     */
    @Test
    void fault_36_two_relays_keep_the_order_of_every_key() throws Exception {
        int keys = 12;
        int each = 15;
        Set<String> inFlight = ConcurrentHashMap.newKeySet();
        Set<String> overlaps = ConcurrentHashMap.newKeySet();
        Random random = new Random(36);
        broker.before(events -> {
            events.stream()
                    .map(CloudEvent::getSubject)
                    .filter(key -> !inFlight.add(String.valueOf(key)))
                    .forEach(key -> overlaps.add(String.valueOf(key)));
            OutboxRelayTest.pause(Duration.ofMillis(random.nextInt(15)));
        });
        broker.refusing(event -> random.nextInt(10) == 0 ? "by chance" : null);
        broker.after(events -> events.forEach(event -> inFlight.remove(String.valueOf(event.getSubject()))));
        Map<String, List<String>> written = new HashMap<>();
        writeRounds(each / 2, keys, written);
        try (OutboxRelay one = relay();
                OutboxRelay other = relay()) {
            writeRounds(each - each / 2, keys, written);
            await().until(() -> todos.waiting() == 0);
        }
        assertThat(overlaps).as("keys with two events at once").isEmpty();
        written.forEach((todo, ids) -> assertThat(broker.ids(todo)).as(todo).isEqualTo(ids));
    }

    private void writeRounds(int rounds, int keys, Map<String, List<String>> written) throws SQLException {
        for (int i = 0; i < rounds; i++) {
            try (Connection connection = todos.begin()) {
                for (int key = 0; key < keys; key++) {
                    String todo = "todo-" + key;
                    written.computeIfAbsent(todo, name -> new ArrayList<>())
                            .add(todos.write(connection, todo).getId());
                }
                connection.commit();
            }
        }
    }

    /** Fault 37. Seen to fail when a batch with a failure is rolled back as a whole: events that arrived are sent again. */
    @Test
    void fault_37_of_a_batch_that_was_taken_in_part_only_the_rest_is_sent_again() throws Exception {
        List<CloudEvent> events = new ArrayList<>();
        try (Connection connection = todos.begin()) {
            for (int i = 0; i < 40; i++) {
                events.add(todos.write(connection, "todo-" + i));
            }
            connection.commit();
        }
        Set<String> lost = Collections.synchronizedSet(new TreeSet<>());
        for (int i = 0; i < 40; i += 2) {
            lost.add(events.get(i).getId());
        }
        broker.refusing(event -> lost.remove(event.getId()) ? "broker lost" : null);
        try (OutboxRelay relay = relay()) {
            await().until(() -> todos.waiting() == 0);
        }
        for (int i = 0; i < 40; i++) {
            assertThat(broker.tries(events.get(i))).as("tries of " + i).isEqualTo(i % 2 == 0 ? 2 : 1);
        }
        assertThat(broker.ids()).hasSize(40).doesNotHaveDuplicates();
    }

    /**
     * Fault 43: the database refuses connections and ends those there are. Seen to fail when a thread of the relay ends with its connection,
     * and when the listener does not listen again.
     */
    @Test
    void fault_43_while_the_database_is_down_nothing_is_written_in_part_and_afterwards_the_relay_goes_on()
            throws Exception {
        CountedCommits looks = new CountedCommits(database.source());
        try (OutboxRelay relay =
                OutboxRelay.start(looks.source(), broker, OutboxRelayTest.ONE_WORKER, RelayListener.NONE)) {
            todos.write("before");
            await().until(() -> broker.ids().size() == 1);
            try (Connection open = todos.begin()) {
                todos.write(open, "lost");
                database.refuseConnections();
                assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
            }
            assertThatThrownBy(() -> todos.write("lost")).isInstanceOf(SQLException.class);
            TimeUnit.SECONDS.sleep(1);
            database.acceptConnections();
            todos.write("after");
            await().until(() -> broker.ids().size() == 2);
            looks.awaitQuiet(OutboxRelayTest.LONG_REST);
            long committed = System.nanoTime();
            todos.write("later");
            await().pollInterval(Duration.ofMillis(5)).until(() -> broker.ids().size() == 3);
            assertThat(Duration.ofNanos(System.nanoTime() - committed)).isLessThan(OutboxRelayTest.UNTIL_NEXT_LOOK);
        }
        assertThat(database.number("SELECT count(*) FROM todos WHERE id = 'lost'"))
                .isZero();
        assertThat(todos.waiting()).isZero();
    }

    /**
     * Fault 43: the outbox cannot be written (a trigger answers as PostgreSQL does without room on the disk). Seen to fail with a constant
     * wait between tries: the event is published twenty times a second, as nobody can note that it was.
     */
    @Test
    void fault_43_while_the_database_is_full_no_business_row_is_written_and_little_is_published_twice()
            throws Exception {
        CloudEvent waiting = todos.write("waiting");
        database.execute("""
                CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$""");
        database.execute("CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON outbox FOR EACH ROW"
                + " EXECUTE FUNCTION full_disk()");
        long begin = System.nanoTime();
        try (OutboxRelay relay = relay()) {
            assertThatThrownBy(() -> todos.write("refused"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53100"));
            TimeUnit.SECONDS.sleep(3);
            long tries = broker.tries(waiting);
            // About 8 a second with waits that grow to 400 ms, and 20 with constant ones.
            assertThat(tries / ((System.nanoTime() - begin) / 1e9)).isLessThan(13);
            await().until(() -> broker.tries(waiting) >= 2);
            database.execute("DROP TRIGGER full_disk ON outbox");
            await().until(() -> todos.waiting() == 0);
        }
        assertThat(database.number("SELECT count(*) FROM todos")).isEqualTo(1);
        assertThat(broker.ids()).allMatch(waiting.getId()::equals);
        assertThat(todos.write(TestEvents.created("2")).getExtension("sequence"))
                .isEqualTo("1");
    }

    /**
     * Fault 43: PostgreSQL is killed while the relay publishes. Deletions do not wait for the disk, so the newest of them may be lost; no
     * event is lost with them, and each key starts again where its deletions end. Seen to fail when a thread of the relay ends with its
     * connection.
     */
    @Test
    void fault_43_when_postgres_is_killed_under_load_nothing_is_lost_and_the_order_holds() throws Exception {
        try (PostgresServer server = PostgresServer.create()) {
            PGSimpleDataSource source = new PGSimpleDataSource();
            Database shop = server.createDatabase("shop");
            source.setUrl(shop.jdbcUrl());
            source.setUser(shop.user());
            source.setPassword(shop.password());
            TodoService service = new TodoService(PatternsDatabase.on(source));
            Map<String, List<String>> written = new HashMap<>();
            for (int key = 0; key < 10; key++) {
                String todo = "todo-" + key;
                written.put(
                        todo,
                        service.writeMany(todo, 30).stream()
                                .map(CloudEvent::getId)
                                .toList());
            }
            try (OutboxRelay relay = OutboxRelay.start(source, broker, SETTINGS, RelayListener.NONE)) {
                await().until(() -> service.waiting() < 200);
                server.kill();
                server.start();
                await().ignoreExceptions().until(() -> service.waiting() == 0);
            }
            written.forEach((todo, ids) ->
                    assertThat(broker.ids(todo).stream().distinct()).as(todo).containsExactlyElementsOf(ids));
        }
    }
}
