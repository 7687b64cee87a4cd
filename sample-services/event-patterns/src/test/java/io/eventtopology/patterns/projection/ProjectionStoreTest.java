package io.eventtopology.patterns.projection;

import static io.eventtopology.patterns.testing.TestEvents.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.testing.PatternsDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rebuilding a projection beside events and queries, on a real database. */
final class ProjectionStoreTest {
    private static final String READ = "SELECT count(*) FROM seen JOIN projection ON live = generation";

    private static PatternsDatabase database;

    private final Seen seen = new Seen();
    private final ProjectionStore store = new ProjectionStore(database.source(), new EventLog(), seen);

    /** Notes each call: what is worked in twice, or not at all, shows. */
    private static final class Seen implements Projection {
        private final AtomicInteger untilFailure = new AtomicInteger(Integer.MAX_VALUE);
        private final AtomicBoolean failsToDelete = new AtomicBoolean();

        @Override
        public String name() {
            return "seen";
        }

        @Override
        public void apply(Connection transaction, long generation, CloudEvent event) throws SQLException {
            if (untilFailure.decrementAndGet() == 0) {
                throw new IllegalStateException("the instance dies");
            }
            try (PreparedStatement insert = transaction.prepareStatement("INSERT INTO seen VALUES (?, ?)")) {
                insert.setLong(1, generation);
                insert.setString(2, event.getId());
                insert.executeUpdate();
            }
        }

        @Override
        public void delete(Connection transaction, long generation) throws SQLException {
            if (failsToDelete.getAndSet(false)) {
                throw new IllegalStateException("the instance dies");
            }
            try (PreparedStatement delete = transaction.prepareStatement("DELETE FROM seen WHERE generation = ?")) {
                delete.setLong(1, generation);
                delete.executeUpdate();
            }
        }
    }

    @BeforeAll
    static void start() {
        database = PatternsDatabase.start();
        database.execute("CREATE TABLE seen (generation bigint NOT NULL, event_id text NOT NULL)");
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.execute("TRUNCATE event_log RESTART IDENTITY");
        database.execute("TRUNCATE seen, projection");
        database.execute("INSERT INTO projection (name) VALUES ('seen')");
    }

    private static Connection transaction() throws SQLException {
        Connection connection = database.source().getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private void accept(int events) throws SQLException {
        try (Connection transaction = transaction()) {
            for (int event = 0; event < events; event++) {
                store.accept(transaction, created(Integer.toString(event)));
                transaction.commit();
            }
        }
    }

    /** Each event of the log is in the current generation once, and nothing else is anywhere. */
    private static void assertExact() {
        assertThat(database.number("SELECT count(*) FROM (SELECT event_id FROM seen GROUP BY generation, event_id"
                        + " HAVING count(*) > 1) twice"))
                .as("worked in twice")
                .isZero();
        assertThat(database.number("SELECT count(*) FROM event_log l WHERE NOT EXISTS (SELECT 1 FROM seen s"
                        + " JOIN projection ON live = generation WHERE s.event_id = l.event_id)"))
                .as("missing")
                .isZero();
        assertThat(database.number("SELECT count(*) FROM seen"))
                .as("left over")
                .isEqualTo(database.number("SELECT count(*) FROM event_log"));
    }

    /**
     * Events go on while the projection is rebuilt again and again; some of their transactions take long. Queries
     * never see fewer events than before.
     *
     * <p>Seen to fail: without the shared lock of live events, two that had a position when a rebuild began, but were not committed, were
     * missing; without the second generation in {@code accept}, queries saw fewer events after a switch; with {@code building} read as 0 instead
     * of null, each event was worked in twice.
     */
    @Test
    void eachEventIsWorkedInOnceWhateverHappensMeanwhile() throws Exception {
        int writers = 4;
        int each = 150;
        accept(250);
        AtomicBoolean over = new AtomicBoolean();
        int rebuilds = 0;
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> writing = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                Random random = new Random(writer);
                writing.add(threads.submit(() -> {
                    try (Connection transaction = transaction()) {
                        for (int event = 0; event < each; event++) {
                            store.accept(transaction, created(Integer.toString(event)));
                            if (random.nextInt(10) == 0) {
                                Thread.sleep(random.nextInt(30));
                            }
                            transaction.commit();
                        }
                    }
                    return null;
                }));
            }
            Future<?> reading = threads.submit(() -> {
                long before = 0;
                while (!over.get()) {
                    long now = database.number(READ);
                    assertThat(now).isGreaterThanOrEqualTo(before);
                    before = now;
                }
                return null;
            });
            try {
                while (!writing.stream().allMatch(Future::isDone)) {
                    assertThat(store.begin()).isTrue();
                    store.copyAll();
                    rebuilds++;
                }
            } finally {
                over.set(true);
            }
            for (Future<?> writer : writing) {
                writer.get(30, TimeUnit.SECONDS);
            }
            reading.get(30, TimeUnit.SECONDS);
        }
        assertThat(rebuilds).isGreaterThan(1);
        assertThat(database.number("SELECT count(*) FROM event_log")).isEqualTo(250 + writers * each);
        assertThat(database.number("SELECT live FROM projection")).isEqualTo(rebuilds);
        assertExact();
    }

    /** The same, step by step: a rebuild begins while a transaction holds a position and is not committed. Seen to fail: without the shared lock it did not wait. */
    @Test
    void aRebuildWaitsForTransactionsThatHoldAPosition() throws Exception {
        accept(3);
        try (ExecutorService threads = Executors.newSingleThreadExecutor();
                Connection slow = transaction()) {
            store.accept(slow, created("slow"));
            accept(1);
            Future<Boolean> begun = threads.submit(store::begin);
            assertThatThrownBy(() -> begun.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            slow.commit();
            assertThat(begun.get(10, TimeUnit.SECONDS)).isTrue();
        }
        store.copyAll();
        assertThat(database.number("SELECT live FROM projection")).isEqualTo(1);
        assertExact();
    }

    /** A rolled back event leaves a gap in the positions and nothing else. */
    @Test
    void aRolledBackEventIsNowhere() throws SQLException {
        accept(1);
        try (Connection transaction = transaction()) {
            store.accept(transaction, created("rolled back"));
            transaction.rollback();
        }
        store.begin();
        store.copyAll();
        assertThat(database.number("SELECT count(*) FROM seen")).isEqualTo(1);
        assertExact();
    }

    @Test
    void aDuplicateIsNotWorkedIn() throws SQLException {
        CloudEvent event = created("1");
        try (Connection transaction = transaction()) {
            assertThat(store.accept(transaction, event)).isTrue();
            assertThat(store.accept(transaction, event)).isFalse();
            transaction.commit();
        }
        assertExact();
    }

    /**
     * The instance dies in the middle of a batch; events go on into both generations; another instance goes on where the last batch
     * was committed. Seen to fail: with the progress committed before the rows, the 100 events of that batch were missing.
     */
    @Test
    void anInterruptedRebuildIsGoneOnWith() throws SQLException {
        accept(350);
        assertThat(store.begin()).isTrue();
        seen.untilFailure.set(250);
        assertThatThrownBy(store::copyAll).hasMessage("the instance dies");
        seen.untilFailure.set(Integer.MAX_VALUE);
        assertThat(database.number(READ)).as("queries are answered").isEqualTo(350);
        accept(10);
        ProjectionStore another = new ProjectionStore(database.source(), new EventLog(), seen);
        assertThat(another.begin()).as("it is under way").isFalse();
        another.copyAll();
        assertThat(database.number("SELECT live FROM projection")).isEqualTo(1);
        assertExact();
    }

    /** The instance dies after the switch: what it left is deleted by the next that looks. Seen to fail: without the deletion before the copy, 10 rows stayed. */
    @Test
    void rowsOfAnOldGenerationDoNotStay() throws SQLException {
        accept(10);
        store.begin();
        seen.failsToDelete.set(true);
        assertThatThrownBy(store::copyAll).hasMessage("the instance dies");
        assertThat(database.number("SELECT count(*) FROM seen")).isEqualTo(20);
        store.copyAll();
        assertExact();
    }

    /** Eight ask for a rebuild at once: one begins, and all of them may go on with it. Seen to fail: without the look at {@code building}, all eight began. */
    @Test
    void oneRebuildAtATime() throws Exception {
        accept(300);
        int begun = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Boolean>> asked = new ArrayList<>();
            for (int instance = 0; instance < 8; instance++) {
                asked.add(threads.submit(() -> {
                    boolean first = store.begin();
                    store.copyAll();
                    return first;
                }));
            }
            for (Future<Boolean> answer : asked) {
                begun += answer.get(30, TimeUnit.SECONDS) ? 1 : 0;
            }
        }
        assertThat(begun).isPositive();
        assertThat(database.number("SELECT live FROM projection")).isEqualTo(begun);
        assertExact();
    }
}
