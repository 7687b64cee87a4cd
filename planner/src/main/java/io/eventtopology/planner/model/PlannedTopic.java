package io.eventtopology.planner.model;

import io.eventtopology.crds.AdoptionPolicy;
import io.eventtopology.crds.DeletionPolicy;

/**
 * A topic that the plan wants.
 *
 * @param cluster the cluster it belongs on
 * @param topic its name, partitions, replicas and configuration
 * @param role whether it holds events or dead letters
 * @param event the type of its events
 * @param deletionPolicy what happens to it when it leaves the plan
 * @param adoptionPolicy whether one that exists already is taken over; Existing only where the administrator allows it
 */
public record PlannedTopic(
        KafkaCluster cluster,
        DesiredTopic topic,
        TopicRole role,
        String event,
        DeletionPolicy deletionPolicy,
        AdoptionPolicy adoptionPolicy) {}
