package io.eventtopology.operator.broker;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A topic as the broker reports it.
 *
 * @param topicId id that Kafka gave it when it was created, 22 characters; a topic of the same name that is created later has another
 * @param partitions number of partitions
 * @param replicas fewest replicas of a partition
 * @param minInSyncReplicas fewest in-sync replicas of a partition; 0 when one is offline
 * @param underReplicatedPartitions number of partitions with fewer in-sync replicas than replicas
 * @param config effective values of the configuration keys that were asked for, sorted by key; a key that Kafka does not know is absent
 */
public record TopicState(
        String topicId,
        int partitions,
        int replicas,
        int minInSyncReplicas,
        int underReplicatedPartitions,
        SortedMap<String, String> config) {
    /** Copies. */
    public TopicState {
        config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
    }
}
