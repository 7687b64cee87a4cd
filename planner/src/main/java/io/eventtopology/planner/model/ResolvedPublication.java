package io.eventtopology.planner.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event that a service publishes, with the topology that declares it.
 *
 * @param topology the topology
 * @param event the event
 * @param inAnswerTo types whose consumption makes the service publish it; null when nobody knows: then any may
 */
public record ResolvedPublication(
        ResolvedTopology topology,
        ResolvedEvent event,
        @Nullable Set<String> inAnswerTo) {
    /** Whether consuming an event of that type may make the service publish this one. */
    public boolean mayAnswer(String type) {
        return inAnswerTo == null || inAnswerTo.contains(type);
    }
}
