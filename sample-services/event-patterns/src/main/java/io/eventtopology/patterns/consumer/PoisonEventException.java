package io.eventtopology.patterns.consumer;

/** An event can never be handled: it is dead-lettered at once. */
public final class PoisonEventException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong with the event; the text goes into the dead letter, so it must hold no secret. */
    public PoisonEventException(String message) {
        super(message);
    }

    /** As above, with the cause. */
    public PoisonEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
