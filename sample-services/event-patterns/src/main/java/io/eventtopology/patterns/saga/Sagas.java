package io.eventtopology.patterns.saga;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sagas of one definition. Everything happens in the caller's transaction, together with the events that it appends to the outbox: a step
 * and what it tells the other services are committed as one.
 */
public final class Sagas {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String FIELDS = "SELECT id, state, data, deadline, started_at, changed_at";
    private static final String COLUMNS = FIELDS + " FROM saga ";
    private static final String PROGRESS = FIELDS + """
            , ARRAY(SELECT t.step FROM saga_step t WHERE t.name = s.name AND t.id = s.id ORDER BY t.at, t.step)
            FROM saga s WHERE name = ? AND id = ANY (?)""";
    private static final String BEGIN = """
            INSERT INTO saga (name, id, state, data, deadline, started_at, changed_at)
            VALUES (?, ?, ?, ?::jsonb, ?, ?, ?) ON CONFLICT (name, id) DO NOTHING""";
    private static final String MOVE = """
            UPDATE saga SET state = ?, data = ?::jsonb, deadline = ?, changed_at = ?
            WHERE name = ? AND id = ? AND state = ?""";
    private static final String STEP =
            "INSERT INTO saga_step (name, id, step, at) VALUES (?, ?, ?, ?) ON CONFLICT (name, id, step) DO NOTHING";
    private static final String DUE = COLUMNS
            + "WHERE name = ? AND deadline <= ? AND id <> ALL (?) ORDER BY deadline LIMIT 1 FOR UPDATE SKIP LOCKED";

    private final SagaDefinition definition;
    private final Clock clock;

    /** Sagas of {@code definition}; their times come from {@code clock}. */
    public Sagas(SagaDefinition definition, Clock clock) {
        this.definition = definition;
        this.clock = clock;
    }

    /** What the states are. */
    public SagaDefinition definition() {
        return definition;
    }

    /**
     * Begins a saga.
     *
     * @return false when it has begun already; nothing is changed then
     */
    public boolean begin(Connection transaction, String id, String state, JsonNode data, @Nullable Instant deadline)
            throws SQLException {
        try (PreparedStatement begin = transaction.prepareStatement(BEGIN)) {
            Timestamp now = Timestamp.from(clock.instant());
            begin.setString(1, definition.name());
            begin.setString(2, id);
            begin.setString(3, state);
            begin.setString(4, text(data));
            begin.setTimestamp(5, timestamp(deadline));
            begin.setTimestamp(6, now);
            begin.setTimestamp(7, now);
            return begin.executeUpdate() == 1;
        }
    }

    /** Where a saga stands; empty when it has not begun. Takes no lock. */
    public Optional<SagaState> find(Connection connection, String id) throws SQLException {
        return one(connection, COLUMNS + "WHERE name = ? AND id = ?", id);
    }

    /** As {@link #find}, and nobody else moves it until the transaction ends. */
    public Optional<SagaState> lock(Connection transaction, String id) throws SQLException {
        return one(transaction, COLUMNS + "WHERE name = ? AND id = ? FOR UPDATE", id);
    }

    /**
     * Moves a saga that the transaction has locked.
     *
     * @param deadline when it counts as stuck in the new state; null at an end
     * @throws IllegalTransitionException when the definition does not lead there
     * @throws SQLTransientException when it was not locked, and somebody else has moved it
     */
    public void move(Connection transaction, SagaState from, String to, JsonNode data, @Nullable Instant deadline)
            throws SQLException {
        if (!definition.allows(from.state(), to)) {
            throw new IllegalTransitionException(
                    "Saga " + definition.name() + " " + from.id() + " cannot go from " + from.state() + " to " + to);
        }
        try (PreparedStatement move = transaction.prepareStatement(MOVE)) {
            move.setString(1, to);
            move.setString(2, text(data));
            move.setTimestamp(3, timestamp(deadline));
            move.setTimestamp(4, Timestamp.from(clock.instant()));
            move.setString(5, definition.name());
            move.setString(6, from.id());
            move.setString(7, from.state());
            if (move.executeUpdate() == 0) {
                throw new SQLTransientException("Saga " + definition.name() + " " + from.id() + " is no longer "
                        + from.state() + ": lock it before it is moved");
            }
        }
    }

    /**
     * Notes that a step of a saga is done; also before the saga itself is known, since events of different topics come in any order.
     *
     * @return false when it was done already: the caller must not do it again
     */
    public boolean step(Connection transaction, String id, String step) throws SQLException {
        try (PreparedStatement done = transaction.prepareStatement(STEP)) {
            done.setString(1, definition.name());
            done.setString(2, id);
            done.setString(3, step);
            done.setTimestamp(4, Timestamp.from(clock.instant()));
            return done.executeUpdate() == 1;
        }
    }

    /** The steps of a saga that are done, in their order. */
    public List<String> steps(Connection connection, String id) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT step FROM saga_step WHERE name = ? AND id = ? ORDER BY at, step")) {
            query.setString(1, definition.name());
            query.setString(2, id);
            try (ResultSet rows = query.executeQuery()) {
                List<String> steps = new ArrayList<>();
                while (rows.next()) {
                    steps.add(rows.getString(1));
                }
                return steps;
            }
        }
    }

    /** Where sagas stand and which of their steps are done, by their ids; without those that have not begun. One query for all, and no lock. */
    public Map<String, SagaProgress> progress(Connection connection, Collection<String> ids) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PROGRESS)) {
            query.setString(1, definition.name());
            query.setArray(2, connection.createArrayOf("text", ids.toArray()));
            try (ResultSet row = query.executeQuery()) {
                Map<String, SagaProgress> progress = new HashMap<>();
                while (row.next()) {
                    SagaState state = state(row);
                    String[] steps = (String[]) row.getArray(7).getArray();
                    progress.put(state.id(), new SagaProgress(state, List.of(steps)));
                }
                return progress;
            }
        }
    }

    /** Locks the saga whose deadline passed first, of those that nobody else works on; without those named. */
    Optional<SagaState> lockDue(Connection transaction, Set<String> without) throws SQLException {
        try (PreparedStatement query = transaction.prepareStatement(DUE)) {
            query.setString(1, definition.name());
            query.setTimestamp(2, Timestamp.from(clock.instant()));
            query.setArray(3, transaction.createArrayOf("text", without.toArray()));
            return read(query);
        }
    }

    private Optional<SagaState> one(Connection connection, String sql, String id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, definition.name());
            query.setString(2, id);
            return read(query);
        }
    }

    private static Optional<SagaState> read(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(state(row)) : Optional.empty();
        }
    }

    private static SagaState state(ResultSet row) throws SQLException {
        Timestamp deadline = row.getTimestamp(4);
        return new SagaState(
                row.getString(1),
                row.getString(2),
                json(row.getString(3)),
                deadline == null ? null : deadline.toInstant(),
                row.getTimestamp(5).toInstant(),
                row.getTimestamp(6).toInstant());
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    private static String text(JsonNode data) {
        return data.toString();
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL gave jsonb that is no JSON", e);
        }
    }
}
