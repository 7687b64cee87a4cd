package io.eventtopology.patterns.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** Takes batch after batch while there is something to do, and waits otherwise. */
final class RelayWorker {
    /** An empty look is followed by a rest of so many times its length, so that looks cost little however many notifications come. */
    private static final int REST = 4;

    private static final Duration LONGEST_REST = Duration.ofSeconds(5);

    /**
     * After work, looks go on in doubling distances: not every append notifies ({@link NotifyRate}), and one that does not may be committed a
     * little later.
     */
    private static final Duration FIRST_LOOK = Duration.ofMillis(5);

    private static final String NEXT_DUE = """
            SELECT extract(epoch FROM min(next_attempt_at) - now()) FROM outbox
            WHERE attempts > 0 AND next_attempt_at > now()""";

    private final OutboxBatch batch;
    private final TopicGate gate;
    private final Wakeups wakeups;
    private final RelaySettings settings;

    RelayWorker(OutboxBatch batch, TopicGate gate, Wakeups wakeups, RelaySettings settings) {
        this.batch = batch;
        this.gate = gate;
        this.wakeups = wakeups;
        this.settings = settings;
    }

    /** Works on a connection until the relay ends or the connection fails. */
    void work(Connection connection, Runnable done) throws SQLException, InterruptedException {
        OutboxHeads heads = new OutboxHeads(settings.batch());
        int empties = 0;
        while (!wakeups.over()) {
            long seen = wakeups.count();
            long begin = System.nanoTime();
            boolean empty = batch.run(connection, heads) == 0;
            long look = System.nanoTime() - begin;
            done.run();
            empties = empty ? empties + 1 : 0;
            if (empty) {
                Duration next = shorter(nextDue(connection), FIRST_LOOK.multipliedBy(1L << Math.min(empties - 1, 20)));
                wakeups.pause(shorter(Duration.ofNanos(look * REST), LONGEST_REST));
                wakeups.awaitMore(seen, next);
            }
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Until an event or a topic that failed may be tried again, but not longer than a look. */
    private Duration nextDue(Connection connection) throws SQLException {
        Duration limit = gate.untilOpening(settings.look());
        try (PreparedStatement query = connection.prepareStatement(NEXT_DUE);
                ResultSet row = query.executeQuery()) {
            row.next();
            double seconds = row.getDouble(1);
            Duration due = row.wasNull() ? limit : Duration.ofMillis((long) Math.ceil(Math.max(seconds, 0) * 1000));
            connection.rollback();
            return shorter(due, limit);
        }
    }
}
