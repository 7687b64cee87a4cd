package io.eventtopology.patterns.quarkus;

import java.sql.SQLException;

/** The database refused something or did not answer. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException refusal;

    /** Wraps what the driver said. */
    public DatabaseException(SQLException cause) {
        super(cause.getMessage(), cause);
        this.refusal = cause;
    }

    /** Whether a unique key of this name refused the row (SQLSTATE 23505). */
    public boolean violates(String constraint) {
        return "23505".equals(refusal.getSQLState())
                && refusal.getMessage() != null
                && refusal.getMessage().contains('"' + constraint + '"');
    }
}
