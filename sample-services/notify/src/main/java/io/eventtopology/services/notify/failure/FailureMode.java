package io.eventtopology.services.notify.failure;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.eventtopology.patterns.consumer.PoisonEventException;
import io.eventtopology.patterns.consumer.RetryableEventException;

/** How the service fails when people want to see it fail. */
public enum FailureMode {
    /** It does not. */
    @JsonProperty("none")
    NONE("none"),
    /** As if something that passes stood in the way: the event is tried again, and dead-lettered after its last attempt. */
    @JsonProperty("retryable")
    RETRYABLE("retryable"),
    /** As if the event could never be handled: it is dead-lettered at once. */
    @JsonProperty("poison")
    POISON("poison");

    private final String label;

    FailureMode(String label) {
        this.label = label;
    }

    /** As the API and the table write it. */
    public String label() {
        return label;
    }

    /**
     * Fails this way; does nothing for {@link #NONE}.
     *
     * @param eventType of the event that is being handled
     */
    public void fail(String eventType) throws RetryableEventException, PoisonEventException {
        String reason = "Somebody switched failures of " + eventType + " on (" + label
                + "); PUT /failure {\"mode\":\"none\"} switches them off";
        switch (this) {
            case NONE -> {}
            case RETRYABLE -> throw new RetryableEventException(reason);
            case POISON -> throw new PoisonEventException(reason);
        }
    }

    /**
     * The mode that is written so.
     *
     * @throws IllegalArgumentException for another text
     */
    public static FailureMode ofLabel(String label) {
        for (FailureMode mode : values()) {
            if (mode.label.equals(label)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("'" + label + "' is no failure mode: use none, retryable or poison");
    }
}
