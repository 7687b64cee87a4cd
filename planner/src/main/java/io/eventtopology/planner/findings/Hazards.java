package io.eventtopology.planner.findings;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import java.util.List;
import java.util.stream.Stream;

/** Explains hazards before anything runs. */
public final class Hazards {
    /** Explains without state. */
    public Hazards() {}

    /**
     * The hazards of a topology, in any order.
     *
     * @param topology the topology
     * @param declared the same as stored; its status tells what was observed and accepted before
     * @param services the services that use it
     */
    public List<Finding> of(ResolvedTopology topology, EventTopology declared, List<ResolvedService> services) {
        Usage usage = Usage.of(topology, services);
        return Stream.of(
                        UnusedEvents.of(topology, usage),
                        EventCycles.of(topology, services),
                        DeprecatedEvents.of(topology, usage),
                        TopicChanges.of(topology, declared),
                        SchemaChanges.of(topology, declared),
                        LostFeatures.of(topology, declared, usage),
                        AccessHazards.of(topology))
                .flatMap(findings -> findings)
                .toList();
    }

    /** The hazards of a service, in any order. */
    public List<Finding> of(ResolvedService service, EventService declared) {
        return Stream.of(
                        DeliveryHazards.of(service),
                        DeprecatedEvents.of(service),
                        OrderAcrossTypes.of(service),
                        ScalingHazards.of(service),
                        EnvironmentHazards.of(service),
                        ResourceHazards.of(service),
                        PortHazards.of(service),
                        AccessHazards.of(service))
                .flatMap(findings -> findings)
                .toList();
    }

    /** The same with those that depend on the installation. */
    public List<Finding> of(ResolvedService service, EventService declared, Platform platform) {
        return Stream.concat(of(service, declared).stream(), ScalingHazards.of(service, platform))
                .toList();
    }
}
