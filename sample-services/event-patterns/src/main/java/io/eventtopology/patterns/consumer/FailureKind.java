package io.eventtopology.patterns.consumer;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a failure means for the event. */
public enum FailureKind {
    /** The database does not answer: no event can be handled now. */
    DATABASE_DOWN,
    /** It may succeed later. */
    RETRYABLE,
    /** It never will. */
    FINAL;

    private static final int DEEPEST_CAUSE = 20;

    /** Class of SQLSTATE (PostgreSQL, appendix A) for connections that fail. */
    private static final String CONNECTION = "08";
    /** The server goes down or comes up. */
    private static final Set<String> DOWN = Set.of("57P01", "57P02", "57P03");
    /** Classes: rollback (serialization, deadlock), resources, object state (locks), operator intervention, system errors. */
    private static final Set<String> PASSING_CLASSES = Set.of("40", "53", "55", "57", "58");
    /** A server that just became a replica; sessions ended for being idle, or for taking too long, in a transaction. */
    private static final Set<String> PASSING = Set.of("25006", "25P03", "25P04");

    /** What an exception means: the first of its causes that says something counts. */
    public static FailureKind of(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < DEEPEST_CAUSE; cause = cause.getCause(), depth++) {
            if (cause instanceof PoisonEventException) {
                return FINAL;
            }
            // An interrupted handler belongs to a service that stops.
            if (cause instanceof RetryableEventException || cause instanceof InterruptedException) {
                return RETRYABLE;
            }
            if (cause instanceof SQLException sql) {
                return of(sql);
            }
        }
        return FINAL;
    }

    private static FailureKind of(SQLException failure) {
        String state = failure.getSQLState();
        if (failure instanceof SQLTransientConnectionException
                || failure instanceof SQLNonTransientConnectionException
                || CONNECTION.equals(classOf(state))
                || (state != null && DOWN.contains(state))) {
            return DATABASE_DOWN;
        }
        // PostgreSQL gives each of its errors a state. What has none comes from a pool or a driver: no connection was
        // free in time, for example.
        boolean passes = failure instanceof SQLTransientException
                || failure instanceof SQLRecoverableException
                || state == null
                || PASSING.contains(state)
                || PASSING_CLASSES.contains(classOf(state));
        return passes ? RETRYABLE : FINAL;
    }

    private static String classOf(@Nullable String state) {
        return state == null || state.length() < 2 ? "" : state.substring(0, 2);
    }
}
