package io.eventtopology.patterns.outbox;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.publish.EventKey;
import io.eventtopology.patterns.schema.SchemaCheck;
import io.eventtopology.patterns.trace.TraceContext;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Writes events into the transaction of what they tell about: both are committed, or neither is. An {@link OutboxRelay} publishes
 * them.
 *
 * <p>Events of one key are numbered, whatever their types: the extension {@code sequence} counts from 1 without gaps, in the order of
 * commits. The row lock of the counter lasts until the transaction ends, so a second transaction with the same key waits for the
 * first one, and positions in the outbox follow the same order. Append last in a transaction to keep that wait short, and keys in the
 * same order in every transaction that appends several, or PostgreSQL ends one of them as a deadlock. In REPEATABLE READ and
 * SERIALIZABLE the second transaction fails instead (SQL state 40001) and must be run again.
 *
 * <p>A counter stays for ever, also when all events of its key are published and deleted: one that began anew would repeat numbers.
 */
public final class Outbox {
    /** Channel of NOTIFY, on which relays listen. */
    static final String CHANNEL = "outbox";

    private static final String NEXT_NUMBER = """
            INSERT INTO outbox_sequence AS s (order_key, last) VALUES (?, 1)
            ON CONFLICT (order_key) DO UPDATE SET last = s.last + 1 RETURNING last""";
    private static final String APPEND = "INSERT INTO outbox (order_key, topic, event) VALUES (?, ?, ?)";
    /** PostgreSQL delivers the notification when the transaction commits, and only once for a transaction. */
    private static final String APPEND_AND_NOTIFY =
            "WITH row AS (" + APPEND + ") SELECT pg_notify('" + CHANNEL + "', '')";

    private final EventKey key;
    private final SchemaCheck schemas;
    private final TraceContext.Source trace;
    private final NotifyRate notify = new NotifyRate(System::nanoTime);

    /**
     * An outbox.
     *
     * @param key ordering keys; events of one key are published one after the other
     * @param schemas what events must fit
     * @param trace the trace that an event is part of
     */
    public Outbox(EventKey key, SchemaCheck schemas, TraceContext.Source trace) {
        this.key = key;
        this.schemas = schemas;
        this.trace = trace;
    }

    /**
     * Appends an event, which goes to the topic of its type's name.
     *
     * @param transaction the caller's transaction, which the caller commits
     * @return the event as it will be published, with its sequence
     * @throws io.eventtopology.patterns.schema.SchemaViolationException when its data break its schema; nothing is written
     * @throws IllegalStateException when the connection commits by itself
     * @throws SQLException when it cannot be written; the transaction cannot go on then
     */
    public CloudEvent append(Connection transaction, CloudEvent event) throws SQLException {
        if (transaction.getAutoCommit()) {
            throw new IllegalStateException(
                    "Event " + event.getType()
                            + " must be appended in a transaction, but the connection commits by itself: call setAutoCommit(false)");
        }
        schemas.check(event);
        String orderKey = key.of(event);
        TraceContext current = trace.current();
        CloudEvent numbered = CloudEventBuilder.from(current == null ? event : current.on(event))
                .withExtension("sequence", Long.toString(nextNumber(transaction, orderKey)))
                .withExtension("sequencetype", "Integer")
                .build();
        try (PreparedStatement append = transaction.prepareStatement(notify.take() ? APPEND_AND_NOTIFY : APPEND)) {
            append.setString(1, orderKey);
            append.setString(2, numbered.getType());
            append.setString(3, new String(EventJson.write(numbered), StandardCharsets.UTF_8));
            append.execute();
        }
        return numbered;
    }

    private static long nextNumber(Connection transaction, String orderKey) throws SQLException {
        try (PreparedStatement next = transaction.prepareStatement(NEXT_NUMBER)) {
            next.setString(1, orderKey);
            try (ResultSet row = next.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
