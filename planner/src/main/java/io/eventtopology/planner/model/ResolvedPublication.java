package io.eventtopology.planner.model;

/**
 * An event that a service publishes, with the topology that declares it.
 *
 * @param topology the topology
 * @param event the event
 */
public record ResolvedPublication(ResolvedTopology topology, ResolvedEvent event) {}
