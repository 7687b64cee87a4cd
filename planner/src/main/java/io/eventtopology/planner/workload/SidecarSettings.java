package io.eventtopology.planner.workload;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the pods of a service must know of its Dapr objects.
 *
 * @param configuration name of the Dapr Configuration
 * @param pubsubNames environment variable → name of the pub/sub component, for example PUBSUB_NAME → todos-todo
 * @param policyDigest digest of the content of the Dapr objects, for the pod template when the Dapr version does not reload them
 */
public record SidecarSettings(String configuration, SortedMap<String, String> pubsubNames, String policyDigest) {
    /** Copies the names. */
    public SidecarSettings {
        pubsubNames = Collections.unmodifiableSortedMap(new TreeMap<>(pubsubNames));
    }
}
