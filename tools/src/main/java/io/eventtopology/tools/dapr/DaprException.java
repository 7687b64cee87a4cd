package io.eventtopology.tools.dapr;

/** A program of Dapr does not run as it should. The message ends with the last lines of its log. */
public final class DaprException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what is wrong and the program's last words. */
    public DaprException(String message) {
        super(message);
    }
}
