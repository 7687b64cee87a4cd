package io.eventtopology.patterns.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.patterns.testing.PatternsDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the inbox forgets. */
final class InboxExpiryTest {
    private static PatternsDatabase database;

    @BeforeAll
    static void start() {
        database = PatternsDatabase.start();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void fill() {
        database.execute("TRUNCATE inbox, delivery_attempts");
        database.execute("INSERT INTO inbox SELECT '/todos/api', 'old-' || n, now() - interval '36 days'"
                + " FROM generate_series(1, 12000) n");
        database.execute("INSERT INTO inbox SELECT '/todos/api', 'new-' || n, now() - interval '34 days'"
                + " FROM generate_series(1, 100) n");
        database.execute(
                "INSERT INTO delivery_attempts VALUES ('/todos/api', 'given-up', 2, now() - interval '36 days'),"
                        + " ('/todos/api', 'under-way', 2, now())");
    }

    /** The default is more than the 30 days that topics may keep events: what may come again is still known. */
    @Test
    void forgetsWhatIsOlderThanAnyTopicKeepsAndNothingElse() throws Exception {
        assertThat(InboxExpiry.DEFAULT_AGE).isGreaterThan(Duration.ofDays(30));
        int gone = new InboxExpiry(database.source(), InboxExpiry.DEFAULT_AGE).sweep();
        assertThat(gone).isEqualTo(12_001);
        assertThat(database.number("SELECT count(*) FROM inbox WHERE event_id LIKE 'new-%'"))
                .isEqualTo(100);
        assertThat(database.number("SELECT count(*) FROM inbox")).isEqualTo(100);
        assertThat(database.text("SELECT string_agg(event_id, ',') FROM delivery_attempts"))
                .isEqualTo("under-way");
    }

    @Test
    void severalInstancesSweepSideBySide() throws Exception {
        InboxExpiry expiry = new InboxExpiry(database.source(), InboxExpiry.DEFAULT_AGE);
        int gone = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> sweeps = new ArrayList<>();
            for (int instance = 0; instance < 4; instance++) {
                sweeps.add(threads.submit(expiry::sweep));
            }
            for (Future<Integer> sweep : sweeps) {
                gone += sweep.get();
            }
        }
        assertThat(gone).isEqualTo(12_001);
        assertThat(database.number("SELECT count(*) FROM inbox")).isEqualTo(100);
    }
}
