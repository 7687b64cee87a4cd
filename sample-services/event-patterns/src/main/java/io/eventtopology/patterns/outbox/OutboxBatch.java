package io.eventtopology.patterns.outbox;

import io.eventtopology.patterns.envelope.MalformedEventException;
import io.eventtopology.patterns.outbox.TopicGate.Verdict;
import io.eventtopology.patterns.publish.EventPublisher;
import io.eventtopology.patterns.publish.PublishFailure;
import io.eventtopology.patterns.publish.SerializedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of a relay: takes the oldest events of their keys, publishes them, deletes those that were acknowledged, and postpones the
 * others.
 *
 * <p><b>Why no event is skipped.</b> There is no cursor. A row that is committed late, whatever its position, is found because it is there.
 *
 * <p><b>Why the order of a key holds.</b> Positions of one key follow the order of commits (see {@link Outbox}), so no older row of a key can
 * appear after a younger one. Only the oldest row of a key is taken; it stays locked while it is published, and other relays skip locked
 * rows. A younger row becomes the oldest only by the commit that deletes its predecessor, which comes after the broker's
 * acknowledgement. PostgreSQL reads in READ COMMITTED, where each statement has a snapshot of its own:
 *
 * <ul>
 *   <li>a snapshot from before that commit holds the predecessor, so the younger row is no candidate; the predecessor itself is deleted or
 *       locked, and skipped;
 *   <li>a snapshot from after it does not, and the acknowledgement has come;
 *   <li>a row that another relay has postponed since the snapshot is checked again in its newest version, and is not due.
 * </ul>
 *
 * <p><b>Where a relay may die.</b> Before publishing: its rows are free again. After publishing, before the commit: they are free again and are
 * published a second time, with the same ids, before their successors; consumers drop them by id. If daprd still works on the first copy
 * then, that one may even arrive after a successor, and is dropped too. After the commit: nothing is left to do. The commit does
 * not wait for the disk ({@link RelayConnection}): what PostgreSQL loses by a crash are the last deletions, in their order, so the effect is
 * that of a relay which died before the commit.
 */
final class OutboxBatch {
    private static final String DELETE = "DELETE FROM outbox WHERE position = ANY (?)";
    private static final String POSTPONE = """
            UPDATE outbox o SET attempts = o.attempts + 1, last_error = f.reason,
              next_attempt_at = clock_timestamp() + f.wait * interval '1 millisecond'
            FROM unnest(?::bigint[], ?::text[], ?::bigint[]) AS f (position, reason, wait)
            WHERE o.position = f.position""";

    /** From so many failures on an event travels alone: a broker that refuses it refuses those that travel with it. */
    private static final int ALONE = 2;

    private final EventPublisher publisher;
    private final RelaySettings settings;
    private final RelayListener listener;
    private final TopicGate gate;
    private final Executor executor;

    OutboxBatch(
            EventPublisher publisher,
            RelaySettings settings,
            RelayListener listener,
            TopicGate gate,
            Executor executor) {
        this.publisher = publisher;
        this.settings = settings;
        this.listener = listener;
        this.gate = gate;
        this.executor = executor;
    }

    /** What became of a row; the failure is null when it was acknowledged. */
    private record Result(OutboxRow row, @Nullable PublishFailure failure) {}

    /**
     * Works on one batch.
     *
     * @return how many events were there to be published
     */
    int run(Connection connection, OutboxHeads heads) throws SQLException {
        Map<String, List<OutboxRow>> topics = heads.take(connection, gate.closed());
        List<String> entered = new ArrayList<>();
        Map<String, Verdict> verdicts = new HashMap<>();
        try {
            List<CompletableFuture<List<Result>>> requests = new ArrayList<>();
            topics.forEach((topic, rows) -> {
                if (gate.enter(topic)) {
                    entered.add(topic);
                    requests(rows)
                            .forEach(request -> requests.add(
                                    CompletableFuture.supplyAsync(() -> publish(topic, request), executor)));
                }
            });
            if (requests.isEmpty()) {
                connection.rollback();
                return 0;
            }
            Map<String, List<Result>> results = requests.stream()
                    .flatMap(request -> request.join().stream())
                    .collect(Collectors.groupingBy(result -> result.row().topic()));
            results.forEach((topic, all) -> verdicts.put(topic, verdict(all)));
            settle(connection, results);
            connection.commit();
            heads.published(publishedKeys(results));
            results.forEach(this::tell);
            return results.values().stream().mapToInt(List::size).sum();
        } finally {
            entered.forEach(topic -> gate.leave(topic, verdicts.getOrDefault(topic, Verdict.UNKNOWN)));
        }
    }

    /** What is published together. */
    private static Stream<List<OutboxRow>> requests(List<OutboxRow> rows) {
        Map<Boolean, List<OutboxRow>> alone =
                rows.stream().collect(Collectors.partitioningBy(OutboxBatch::travelsAlone));
        Stream<List<OutboxRow>> single =
                alone.getOrDefault(true, List.of()).stream().map(List::of);
        List<OutboxRow> together = alone.getOrDefault(false, List.of());
        return together.isEmpty() ? single : Stream.concat(Stream.of(together), single);
    }

    private static boolean travelsAlone(OutboxRow row) {
        return row.attempts() >= ALONE;
    }

    private List<Result> publish(String topic, List<OutboxRow> rows) {
        List<Result> results = new ArrayList<>();
        List<OutboxRow> sent = new ArrayList<>();
        List<SerializedEvent> events = new ArrayList<>();
        for (OutboxRow row : rows) {
            try {
                events.add(SerializedEvent.of(row.key(), row.event()));
                sent.add(row);
            } catch (MalformedEventException e) {
                results.add(new Result(
                        row,
                        new PublishFailure(
                                "in row " + row.position() + " of the outbox", String.valueOf(e.getMessage()), true)));
            }
        }
        Map<String, PublishFailure> failures = failures(topic, events);
        for (int i = 0; i < sent.size(); i++) {
            results.add(new Result(sent.get(i), failures.get(events.get(i).id())));
        }
        return results;
    }

    private Map<String, PublishFailure> failures(String topic, List<SerializedEvent> events) {
        Map<String, PublishFailure> failures = new HashMap<>();
        if (events.isEmpty()) {
            return failures;
        }
        try {
            publisher.publishAll(topic, events).forEach(failure -> failures.put(failure.eventId(), failure));
        } catch (RuntimeException e) {
            // What other topics acknowledged in this batch must be deleted all the same.
            events.forEach(event -> failures.put(event.id(), new PublishFailure(event.id(), "publisher: " + e, false)));
        }
        return failures;
    }

    private static List<String> publishedKeys(Map<String, List<Result>> results) {
        return results.values().stream()
                .flatMap(List::stream)
                .filter(result -> result.failure() == null)
                .map(result -> result.row().key())
                .toList();
    }

    /** A refusal of events that travel alone is a matter of those events. */
    private static Verdict verdict(List<Result> results) {
        if (results.stream().anyMatch(result -> result.failure() == null)) {
            return Verdict.WORKS;
        }
        boolean fails = results.stream().anyMatch(result -> {
            PublishFailure failure = result.failure();
            return failure != null && (!failure.reached() || !travelsAlone(result.row()));
        });
        return fails ? Verdict.FAILS : Verdict.UNKNOWN;
    }

    private void settle(Connection connection, Map<String, List<Result>> results) throws SQLException {
        List<Long> published = new ArrayList<>();
        List<Long> postponed = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        List<Long> waits = new ArrayList<>();
        for (List<Result> ofTopic : results.values()) {
            for (Result result : ofTopic) {
                OutboxRow row = result.row();
                PublishFailure failure = result.failure();
                if (failure == null) {
                    published.add(row.position());
                } else {
                    postponed.add(row.position());
                    // PostgreSQL has no text with this character.
                    reasons.add(failure.reason().replace('\0', ' '));
                    waits.add(settings.backoff(row.attempts() + 1).toMillis());
                }
            }
        }
        if (!published.isEmpty()) {
            try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
                delete.setArray(1, connection.createArrayOf("bigint", published.toArray()));
                delete.executeUpdate();
            }
        }
        if (!postponed.isEmpty()) {
            try (PreparedStatement postpone = connection.prepareStatement(POSTPONE)) {
                postpone.setArray(1, connection.createArrayOf("bigint", postponed.toArray()));
                postpone.setArray(2, connection.createArrayOf("text", reasons.toArray()));
                postpone.setArray(3, connection.createArrayOf("bigint", waits.toArray()));
                postpone.executeUpdate();
            }
        }
    }

    private void tell(String topic, List<Result> results) {
        int published = 0;
        for (Result result : results) {
            PublishFailure failure = result.failure();
            if (failure == null) {
                published++;
            } else {
                listener.failed(topic, failure);
            }
        }
        if (published > 0) {
            listener.published(topic, published);
        }
    }
}
