package io.eventtopology.patterns.outbox;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.publish.EventPublisher;
import io.eventtopology.patterns.publish.PublishFailure;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One transaction of a relay: takes the oldest events of their keys, publishes them, and deletes those that were acknowledged.
 *
 * <p>Why the order of a key holds. Only the oldest row of a key can be taken, it stays locked while it is published, and other
 * relays skip locked rows. A younger row becomes the oldest only by the commit that deletes its predecessor, which comes after the
 * broker's acknowledgement. A statement of another relay sees the rows of its snapshot: before that commit the predecessor
 * is there, so the younger row is not taken. Rows of one subject are written in the order of commits (see {@link Outbox}).
 *
 * <p>Where a relay may die. Before publishing: the rows are free again. After publishing, before the commit: the rows are free
 * again and are published a second time, with the same ids, before their successors; consumers drop them by id. If daprd
 * still works on the first copy then, that may even arrive after a successor, and is dropped too.
 */
final class OutboxBatch {
    /** The scalar subquery keeps PostgreSQL at one look into the index for each row, however long the outbox is. */
    private static final String TAKE = """
            SELECT position, topic, event, attempts FROM outbox o
            WHERE next_attempt_at <= clock_timestamp()
              AND position = (SELECT min(e.position) FROM outbox e WHERE e.order_key = o.order_key)
            ORDER BY position LIMIT ? FOR UPDATE SKIP LOCKED""";

    private static final String DELETE = "DELETE FROM outbox WHERE position = ANY (?)";
    private static final String POSTPONE = """
            UPDATE outbox SET attempts = attempts + 1, last_error = ?,
              next_attempt_at = clock_timestamp() + ? * interval '1 millisecond'
            WHERE position = ?""";

    private final EventPublisher publisher;
    private final RelaySettings settings;
    private final RelayListener listener;
    private final Executor executor;

    OutboxBatch(EventPublisher publisher, RelaySettings settings, RelayListener listener, Executor executor) {
        this.publisher = publisher;
        this.settings = settings;
        this.listener = listener;
        this.executor = executor;
    }

    /**
     * What became of a batch.
     *
     * @param taken events that were there to be published
     * @param published those that were acknowledged
     * @param reached whether the sidecar answered
     */
    record Outcome(int taken, int published, boolean reached) {}

    private record Row(long position, CloudEvent event, int attempts) {}

    private record Attempt(String topic, List<Row> rows, Map<String, PublishFailure> failures) {}

    Outcome run(Connection connection) throws SQLException {
        Map<String, List<Row>> byTopic = take(connection);
        if (byTopic.isEmpty()) {
            connection.rollback();
            return new Outcome(0, 0, true);
        }
        List<Attempt> attempts = byTopic.entrySet().stream()
                .map(topic -> CompletableFuture.supplyAsync(() -> publish(topic.getKey(), topic.getValue()), executor))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        Outcome outcome = settle(connection, attempts);
        connection.commit();
        attempts.forEach(this::tell);
        return outcome;
    }

    private Map<String, List<Row>> take(Connection connection) throws SQLException {
        Map<String, List<Row>> rows = new TreeMap<>();
        try (PreparedStatement take = connection.prepareStatement(TAKE)) {
            take.setInt(1, settings.batch());
            try (ResultSet found = take.executeQuery()) {
                while (found.next()) {
                    rows.computeIfAbsent(found.getString(2), topic -> new ArrayList<>())
                            .add(new Row(
                                    found.getLong(1),
                                    EventJson.read(found.getString(3).getBytes(StandardCharsets.UTF_8)),
                                    found.getInt(4)));
                }
            }
        }
        return rows;
    }

    private Attempt publish(String topic, List<Row> rows) {
        Map<String, PublishFailure> failures = new HashMap<>();
        publisher
                .publishAll(topic, rows.stream().map(Row::event).toList())
                .forEach(failure -> failures.put(failure.eventId(), failure));
        return new Attempt(topic, rows, failures);
    }

    private Outcome settle(Connection connection, List<Attempt> attempts) throws SQLException {
        List<Long> published = new ArrayList<>();
        int taken = 0;
        boolean reached = true;
        try (PreparedStatement postpone = connection.prepareStatement(POSTPONE)) {
            for (Attempt attempt : attempts) {
                taken += attempt.rows().size();
                for (Row row : attempt.rows()) {
                    PublishFailure failure = attempt.failures().get(row.event().getId());
                    if (failure == null) {
                        published.add(row.position());
                    } else if (failure.reached()) {
                        Duration wait = settings.backoff(row.attempts() + 1);
                        postpone.setString(1, failure.reason());
                        postpone.setLong(2, wait.toMillis());
                        postpone.setLong(3, row.position());
                        postpone.addBatch();
                    } else {
                        // Nothing is wrong with the event: all of them wait until the sidecar answers.
                        reached = false;
                    }
                }
            }
            postpone.executeBatch();
        }
        if (!published.isEmpty()) {
            try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
                delete.setArray(1, connection.createArrayOf("bigint", published.toArray()));
                delete.executeUpdate();
            }
        }
        return new Outcome(taken, published.size(), reached);
    }

    private void tell(Attempt attempt) {
        int published = attempt.rows().size() - attempt.failures().size();
        if (published > 0) {
            listener.published(attempt.topic(), published);
        }
        attempt.failures().values().forEach(failure -> listener.failed(attempt.topic(), failure));
    }
}
