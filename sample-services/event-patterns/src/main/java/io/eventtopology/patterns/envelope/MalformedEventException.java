package io.eventtopology.patterns.envelope;

/** What should be an event is none. Trying again does not help. */
public final class MalformedEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong. */
    public MalformedEventException(String message) {
        super(message);
    }

    /** Says what is wrong, and what found it. */
    public MalformedEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
