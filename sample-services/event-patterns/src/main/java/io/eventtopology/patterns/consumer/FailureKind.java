package io.eventtopology.patterns.consumer;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
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

    /** Classes of SQLSTATE (PostgreSQL, appendix A): connection, rollback (serialization, deadlock), resources, operator intervention. */
    private static final String CONNECTION = "08";

    private static final Set<String> PASSING = Set.of("40", "53", "55", "57", "58");
    /** Within class 57: the server goes down or comes up. */
    private static final Set<String> DOWN = Set.of("57P01", "57P02", "57P03");

    /** What an exception means: the first of its causes that says something counts. */
    public static FailureKind of(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof PoisonEventException) {
                return FINAL;
            }
            if (cause instanceof RetryableEventException) {
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
        if (is(state, CONNECTION) || (state != null && DOWN.contains(state))) {
            return DATABASE_DOWN;
        }
        boolean passes = failure instanceof SQLTransientException
                || failure instanceof SQLRecoverableException
                || (state != null && state.length() == 5 && PASSING.contains(state.substring(0, 2)));
        return passes ? RETRYABLE : FINAL;
    }

    private static boolean is(@Nullable String state, String prefix) {
        return state != null && state.startsWith(prefix);
    }
}
