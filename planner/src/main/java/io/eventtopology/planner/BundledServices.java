package io.eventtopology.planner;

import io.eventtopology.crds.BundledService;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventServiceSpec;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.Finding;
import io.eventtopology.crds.TopologyRef;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.Preset;
import io.eventtopology.planner.model.ResolvedEvent;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.naming.Labels;
import io.eventtopology.planner.naming.ObjectMetas;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The bundled services that a topology lists, as EventServices that say all they do. */
final class BundledServices {
    private static final String OWNER_KIND = HasMetadata.getKind(EventTopology.class);

    private BundledServices() {}

    /** The EventServices, sorted by name. */
    static List<EventService> of(ResolvedTopology topology) {
        return topology.bundledServices().stream()
                .map(bundled -> service(bundled, topology))
                .sorted((a, b) ->
                        a.getMetadata().getName().compareTo(b.getMetadata().getName()))
                .toList();
    }

    /** Those that another topology of the namespace has already. */
    static List<Finding> taken(ResolvedTopology topology, List<EventService> bundled, Catalog catalog) {
        return bundled.stream()
                .map(EventService::getMetadata)
                .flatMap(wanted -> catalog.service(wanted.getNamespace(), wanted.getName()).stream())
                .map(EventService::getMetadata)
                .flatMap(stored -> taken(topology, stored).stream())
                .toList();
    }

    private static Optional<Finding> taken(ResolvedTopology topology, ObjectMeta stored) {
        Map<String, String> labels = Objects.requireNonNullElse(stored.getLabels(), Map.of());
        String owner = labels.get(Labels.OWNER_NAME);
        return owner == null || owner.equals(topology.name()) || !OWNER_KIND.equals(labels.get(Labels.OWNER_KIND))
                ? Optional.empty()
                : Optional.of(
                        FindingCode.BundledServiceClaimed.at(
                                "spec.bundledServices",
                                "EventService " + topology.namespace() + "/" + stored.getName()
                                        + " belongs to EventTopology "
                                        + topology.namespace() + "/" + owner
                                        + ": a bundled service can be in a namespace once by its name.",
                                "Take it out of spec.bundledServices of one of the two topologies, and declare an EventService of another name with that preset."));
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
