package io.eventtopology.patterns.consumer;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.inbox.Inbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import javax.sql.DataSource;

/** Has the effects of events, each once. */
final class Effects {
    private final DatabaseConnections database;
    private final DatabaseGate gate;
    private final Inbox inbox = new Inbox();

    Effects(DataSource database) {
        this.database = new DatabaseConnections(database);
        this.gate = new DatabaseGate(database);
    }

    /** What became of an attempt. */
    sealed interface Outcome {}

    /** The effect is committed. */
    record Done() implements Outcome {}

    /** It was committed before; nothing was done. */
    record DoneBefore() implements Outcome {}

    /** There is no effect; or its commit was not answered, and the next attempt will see. */
    record Failed(Exception cause) implements Outcome {}

    /** Tries; after a short outage of the database a second time, so that no attempt is lost for it. */
    Outcome have(EventHandler handler, CloudEvent event) {
        Outcome outcome = attempt(handler, event);
        boolean down = outcome instanceof Failed failed && FailureKind.of(failed.cause()) == FailureKind.DATABASE_DOWN;
        return down && gate.awaitAnswer() ? attempt(handler, event) : outcome;
    }

    private Outcome attempt(EventHandler handler, CloudEvent event) {
        try {
            if (handler instanceof PreparedEventHandler prepared) {
                if (known(event)) {
                    return new DoneBefore();
                }
                prepared.before(event);
            }
            return inTransaction(handler, event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Failed(e);
        } catch (Exception e) {
            return new Failed(e);
        }
    }

    private Outcome inTransaction(EventHandler handler, CloudEvent event) throws Exception {
        try (Connection transaction = database.begin()) {
            boolean committed = false;
            try {
                if (!enter(transaction, event)) {
                    return new DoneBefore();
                }
                handler.handle(transaction, event);
                transaction.commit();
                committed = true;
                return new Done();
            } finally {
                // Errors too: a pool must not get a connection back with half an effect in it.
                if (!committed) {
                    rollback(transaction);
                }
            }
        }
    }

    private static void rollback(Connection transaction) {
        try {
            transaction.rollback();
        } catch (SQLException e) {
            // PostgreSQL rolls back what loses its connection; the first failure says more.
        }
    }

    private boolean known(CloudEvent event) throws SQLException {
        try (Connection transaction = database.begin()) {
            boolean known = inbox.knows(transaction, event);
            transaction.rollback();
            return known;
        } catch (SQLException e) {
            throw notTheEventsFault(e);
        }
    }

    private boolean enter(Connection transaction, CloudEvent event) throws SQLException {
        try {
            return inbox.enter(transaction, event);
        } catch (SQLException e) {
            throw notTheEventsFault(e);
        }
    }

    /** A missing table or right is mended by people; it makes no event poison. */
    private static SQLException notTheEventsFault(SQLException e) {
        return FailureKind.of(e) == FailureKind.FINAL
                ? new SQLTransientException("The inbox cannot be used", e.getSQLState(), e)
                : e;
    }
}
