package io.eventtopology.tools.standin;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** The objects that belong to one Kafka cluster. Strimzi ignores all others without a word. */
record Selection(String cluster) {
    static final String LABEL = "strimzi.io/cluster";

    boolean includes(HasMetadata object) {
        return cluster.equals(object.getMetadata().getLabels().get(LABEL));
    }
}
