package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which schema changes are accepted. */
public enum Compatibility {
    /** New consumers read old events. */
    @JsonProperty("Backward")
    BACKWARD,
    /** Old consumers read new events. */
    @JsonProperty("Forward")
    FORWARD,
    /** Both directions. */
    @JsonProperty("Full")
    FULL,
    /** Every change is accepted. */
    @JsonProperty("None")
    NONE
}
