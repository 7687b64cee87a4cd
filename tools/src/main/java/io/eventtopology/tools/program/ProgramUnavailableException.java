package io.eventtopology.tools.program;

/** A program could not be brought. The message says what was tried and what to install. */
public final class ProgramUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what was tried and what to do. */
    public ProgramUnavailableException(String message) {
        super(message);
    }
}
