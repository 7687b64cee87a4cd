package io.eventtopology.planner.model;

import java.util.List;

/**
 * The consumer group of one service on one Kafka cluster.
 *
 * @param cluster the cluster
 * @param name the group, {@code <namespace>.<service>}
 * @param topics topics that the group consumes, sorted
 */
public record PlannedGroup(KafkaCluster cluster, String name, List<String> topics) {
    /** Sorts and copies the topics. */
    public PlannedGroup {
        topics = topics.stream().sorted().toList();
    }
}
