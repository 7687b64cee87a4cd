package io.eventtopology.tools.localrun;

/** Nothing on this machine runs in the place of a container image. */
public final class ProgramMissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message that says what to do. */
    public ProgramMissingException(String message) {
        super(message);
    }
}
