package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of an event that does not match. */
public enum Unmatched {
    /** It is acknowledged and forgotten. */
    @JsonProperty("Ignore")
    IGNORE,
    /** It goes to the dead-letter topic. */
    @JsonProperty("DeadLetter")
    DEAD_LETTER,
    /** It takes another route, unmatchedRoute. */
    @JsonProperty("Route")
    ROUTE
}
