package io.eventtopology.tools.database;

/** The PostgreSQL server cannot do what it was asked to. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what is wrong and, if the server did not start, the end of its log. */
    public DatabaseException(String message) {
        super(message);
    }

    /** With what is wrong and why. */
    public DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
