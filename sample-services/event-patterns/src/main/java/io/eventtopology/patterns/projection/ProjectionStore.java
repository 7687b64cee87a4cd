package io.eventtopology.patterns.projection;

import io.cloudevents.CloudEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * Keeps a projection up to date, and rebuilds it from the log without stopping queries or events.
 *
 * <p>An event is appended to the log and worked in under a shared lock on the projection; the begin, each batch and the end of a rebuild take
 * the lock alone: queries never wait, events for one batch at most. So when a rebuild begins, no transaction holds a position that is not
 * committed: events up to the last position are copied, and every later one goes into both generations as it comes. Each event is worked
 * into each generation once.
 */
public final class ProjectionStore {
    /** Small: events wait while one is copied. */
    private static final int BATCH = 100;

    private static final String SHARED = "SELECT pg_advisory_xact_lock_shared(hashtextextended(?, 0))";
    private static final String ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))";
    private static final String STATE = "SELECT live, building, copied, up_to FROM projection WHERE name = ?";
    private static final String REGISTER = "INSERT INTO projection (name) VALUES (?) ON CONFLICT (name) DO NOTHING";
    private static final String BEGIN =
            "UPDATE projection SET building = live + 1, copied = 0, up_to = ? WHERE name = ?";
    private static final String COPIED = "UPDATE projection SET copied = ? WHERE name = ?";
    private static final String SWITCH =
            "UPDATE projection SET live = building, building = NULL, copied = 0, up_to = 0 WHERE name = ?";

    private final DataSource database;
    private final EventLog log;
    private final Projection projection;

    /** A store for {@code projection}. */
    public ProjectionStore(DataSource database, EventLog log, Projection projection) {
        this.database = database;
        this.log = log;
        this.projection = projection;
    }

    /**
     * Appends an event to the log and works it in, in the caller's transaction, which must be READ COMMITTED (PostgreSQL's default): a transaction with
     * an older view might miss that a rebuild has begun. Does nothing when the log has the event already, so a log has one store.
     *
     * @return whether it was new
     */
    public boolean accept(Connection transaction, CloudEvent event) throws SQLException {
        lock(transaction, SHARED);
        if (!log.append(transaction, event)) {
            return false;
        }
        RebuildState state = state(transaction);
        projection.apply(transaction, state.live(), event);
        Long building = state.building();
        if (building != null) {
            projection.apply(transaction, building, event);
        }
        return true;
    }

    /**
     * How far a rebuild is, and which generation queries must read. A query reads the generation and the rows in one REPEATABLE READ transaction, or joins
     * the table {@code projection} in its statement: the rows of the old generation go after the switch.
     */
    public RebuildState state(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(STATE)) {
            query.setString(1, projection.name());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    // Nothing was ever rebuilt.
                    return new RebuildState(0, null, 0, 0);
                }
                return new RebuildState(row.getLong(1), row.getObject(2, Long.class), row.getLong(3), row.getLong(4));
            }
        }
    }

    /**
     * Begins a rebuild, which {@link #copyAll} goes on with.
     *
     * @return false when one is under way already
     */
    public boolean begin() throws SQLException {
        return inTransaction(transaction -> {
            execute(transaction, REGISTER);
            lock(transaction, ALONE);
            if (state(transaction).running()) {
                return false;
            }
            try (PreparedStatement begin = transaction.prepareStatement(BEGIN)) {
                begin.setLong(1, log.last(transaction));
                begin.setString(2, projection.name());
                begin.executeUpdate();
            }
            return true;
        });
    }

    /**
     * Goes on with a rebuild to its end, also with one that another instance began and left; returns at once when there is none. Several
     * instances may call it; they take turns.
     */
    public void copyAll() throws SQLException {
        deleteOld();
        while (inTransaction(this::copyBatch)) {
            // There is more.
        }
        if (inTransaction(this::end)) {
            deleteOld();
        }
    }

    /** Rows of the generation that queries read before; not while the projection is locked, since there may be many. */
    private void deleteOld() throws SQLException {
        inTransaction(transaction -> {
            long old = state(transaction).live() - 1;
            if (old >= 0) {
                projection.delete(transaction, old);
            }
            return true;
        });
    }

    private boolean copyBatch(Connection transaction) throws SQLException {
        // A batch locks rows of many events until its end. With events between them, each would wait for rows that the
        // other holds, and PostgreSQL would end one of the two as a deadlock.
        lock(transaction, ALONE);
        RebuildState state = state(transaction);
        Long building = state.building();
        if (building == null) {
            return false;
        }
        List<EventLog.Entry> batch = log.between(transaction, state.copied(), state.upTo(), BATCH);
        for (EventLog.Entry entry : batch) {
            projection.apply(transaction, building, entry.event());
        }
        if (!batch.isEmpty()) {
            try (PreparedStatement copied = transaction.prepareStatement(COPIED)) {
                copied.setLong(1, batch.getLast().position());
                copied.setString(2, projection.name());
                copied.executeUpdate();
            }
        }
        return !batch.isEmpty();
    }

    private boolean end(Connection transaction) throws SQLException {
        lock(transaction, ALONE);
        RebuildState state = state(transaction);
        if (!state.running()) {
            return false;
        }
        if (!log.between(transaction, state.copied(), state.upTo(), 1).isEmpty()) {
            return false;
        }
        execute(transaction, SWITCH);
        return true;
    }

    private void lock(Connection transaction, String sql) throws SQLException {
        try (PreparedStatement lock = transaction.prepareStatement(sql)) {
            lock.setString(1, "projection:" + projection.name());
            lock.executeQuery().close();
        }
    }

    private void execute(Connection transaction, String sql) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, projection.name());
            statement.executeUpdate();
        }
    }

    private interface Work {
        boolean in(Connection transaction) throws SQLException;
    }

    private boolean inTransaction(Work work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                boolean result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }
}
