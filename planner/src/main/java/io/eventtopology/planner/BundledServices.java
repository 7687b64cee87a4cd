package io.eventtopology.planner;

import io.eventtopology.crds.BundledService;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventServiceSpec;
import io.eventtopology.crds.TopologyRef;
import io.eventtopology.planner.model.Preset;
import io.eventtopology.planner.model.ResolvedEvent;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.naming.ObjectMetas;
import java.util.List;

/** The bundled services that a topology lists, as EventServices that say all they do. */
final class BundledServices {
    private BundledServices() {}

    /** The EventServices, sorted by name. */
    static List<EventService> of(ResolvedTopology topology) {
        return topology.bundledServices().stream()
                .map(bundled -> service(bundled, topology))
                .sorted((a, b) ->
                        a.getMetadata().getName().compareTo(b.getMetadata().getName()))
                .toList();
    }

    private static EventService service(BundledService bundled, ResolvedTopology topology) {
        Preset preset = Preset.of(bundled);
        List<String> declared =
                topology.events().stream().map(ResolvedEvent::type).toList();
        EventService service = new EventService();
        service.setMetadata(
                ObjectMetas.ofTopology(topology.namespace(), topology.name()).named(Preset.nameOf(bundled)));
        service.setSpec(new EventServiceSpec(
                new TopologyRef(topology.name(), null),
                bundled,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                null,
                preset.publications(declared),
                preset.subscriptions(declared),
                null,
                preset.calls(),
                null,
                null,
                null,
                null,
                List.of()));
        return service;
    }
}
