package io.eventtopology.planner.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka topic as declared, for an event or for the dead letters of a subscription.
 *
 * @param name name of the topic on the broker
 * @param partitions at least 1; Kafka raises this number but never lowers it
 * @param replicas copies of each partition, at least 1; null takes the broker's default, and any number is then right
 * @param config topic configuration that we own, Kafka's names and values, for example {@code retention.ms}, {@code cleanup.policy},
 *     {@code min.insync.replicas}; a key that is absent belongs to others and is left alone. An immutable copy, sorted by key
 */
public record DesiredTopic(
        String name, int partitions, @Nullable Integer replicas, SortedMap<String, String> config) {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException for fewer than one partition or replica
     */
    public DesiredTopic {
        if (partitions < 1) {
            throw new IllegalArgumentException("Topic " + name + " needs at least 1 partition, not " + partitions);
        }
        if (replicas != null && replicas < 1) {
            throw new IllegalArgumentException("Topic " + name + " needs at least 1 replica, not " + replicas);
        }
        config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
    }

    /** The same from a map in any order. */
    public static DesiredTopic of(String name, int partitions, @Nullable Integer replicas, Map<String, String> config) {
        return new DesiredTopic(name, partitions, replicas, new TreeMap<>(config));
    }
}
