package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the wait between two attempts grows. */
public enum Backoff {
    /** Starts at 500 ms, grows by half each time, up to maxInterval. */
    @JsonProperty("Exponential")
    EXPONENTIAL,
    /** Always the same interval. */
    @JsonProperty("Constant")
    CONSTANT
}
