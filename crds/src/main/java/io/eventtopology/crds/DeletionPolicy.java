package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to topics when their declaration goes. */
public enum DeletionPolicy {
    /** Topics stay. */
    @JsonProperty("Retain")
    RETAIN,
    /** Topics are deleted with all their events. */
    @JsonProperty("Delete")
    DELETE
}
