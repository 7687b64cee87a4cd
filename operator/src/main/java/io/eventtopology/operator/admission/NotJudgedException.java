package io.eventtopology.operator.admission;

/** A request cannot be judged now; it is allowed then. */
final class NotJudgedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * Says why.
     *
     * @param reason one word for the metric
     * @param message the rest of "..., because"
     */
    NotJudgedException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** One word, for the metric. */
    String reason() {
        return reason;
    }
}
