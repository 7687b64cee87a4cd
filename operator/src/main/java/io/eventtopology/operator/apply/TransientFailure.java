package io.eventtopology.operator.apply;

/** Something could not be done now and is tried again; the message says what. */
public class TransientFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what could not be done. Without stack trace: it is an outcome, not a defect. */
    public TransientFailure(String message) {
        super(message, null, false, false);
    }
}
