package io.eventtopology.patterns.consumer;

/** What Dapr is told about a delivered event (Dapr's API of subscribers, field {@code status}). */
public enum DeliveryResult {
    /** Done with: acknowledged. */
    SUCCESS,
    /** To be delivered again. */
    RETRY,
    /** Of no use: Dapr dead-letters it where there is a dead-letter topic. */
    DROP;

    /** The answer's body. */
    public String json() {
        return "{\"status\":\"" + name() + "\"}";
    }
}
