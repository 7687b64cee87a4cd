package io.eventtopology.tools.standin;

import java.util.Map;

/**
 * A topic that {@link StandInTopicOperator} pretends exists on the broker.
 *
 * @param name name in Kafka
 * @param id topic id as Kafka prints it
 * @param partitions partition count
 * @param replicas replication factor
 * @param config topic configuration as the KafkaTopic has it
 */
public record StandInTopic(String name, String id, int partitions, int replicas, Map<String, Object> config) {
    public StandInTopic {
        config = Map.copyOf(config);
    }

    StandInTopic with(int newPartitions, Map<String, Object> newConfig) {
        return new StandInTopic(name, id, newPartitions, replicas, newConfig);
    }
}
