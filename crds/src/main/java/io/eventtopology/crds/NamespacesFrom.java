package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which namespaces are meant. */
public enum NamespacesFrom {
    /** Only the namespace of the topology. */
    @JsonProperty("Same")
    SAME,
    /** Every namespace. */
    @JsonProperty("All")
    ALL,
    /** Namespaces whose labels match. */
    @JsonProperty("Selector")
    SELECTOR
}
