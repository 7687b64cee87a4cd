package io.eventtopology.planner.model;

import org.jspecify.annotations.Nullable;

/**
 * The answer to the question for a Kafka cluster: the cluster, or why there is none.
 *
 * @param cluster the cluster; null when it cannot be had
 * @param reason one word for machines when it cannot be had, for example ClusterNotFound
 * @param message what is wrong when it cannot be had, as one sentence without its period
 */
public record ClusterLookup(@Nullable KafkaCluster cluster, String reason, String message) {
    /** The cluster is there and allowed. */
    public static ClusterLookup found(KafkaCluster cluster) {
        return new ClusterLookup(cluster, "", "");
    }

    /** The cluster cannot be had. */
    public static ClusterLookup missing(String reason, String message) {
        return new ClusterLookup(null, reason, message);
    }
}
