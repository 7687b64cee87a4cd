package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which topics that exist already may be taken over. */
public enum AdoptionPolicy {
    /** None. */
    @JsonProperty("Never")
    NEVER,
    /** Only what an operator of ours left behind under this topology. */
    @JsonProperty("Retained")
    RETAINED,
    /** Any, where the administrator allows it for the cluster. */
    @JsonProperty("Existing")
    EXISTING
}
