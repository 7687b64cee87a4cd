package io.eventtopology.patterns.saga;

/** A saga was told to go where its definition does not lead. */
public final class IllegalTransitionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Names saga and states. */
    public IllegalTransitionException(String message) {
        super(message);
    }
}
