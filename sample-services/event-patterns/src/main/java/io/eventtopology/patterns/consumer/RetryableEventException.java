package io.eventtopology.patterns.consumer;

/** An event could not be handled now and may be later: Dapr delivers it again as the EventTopology declares. */
public final class RetryableEventException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says what is missing; the text goes into the dead letter if no attempt succeeds, so it must hold no secret. */
    public RetryableEventException(String message) {
        super(message);
    }

    /** As above, with the cause. */
    public RetryableEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
