package io.eventtopology.patterns.publish;

/** An event was not acknowledged by the broker. */
public final class PublishException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says what was not published and why. */
    public PublishException(String message) {
        super(message);
    }
}
