package io.eventtopology.operator.admission;

import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.Resolver;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResolvedEvent;
import io.eventtopology.planner.model.ResolvedTopology;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Events that another topology declares on the same cluster. Whoever declared the event first has it: a topology that adds it
 * later would take it away from the other if it is older itself, so its age does not count here. Topologies that are being
 * deleted have nothing.
 */
final class Contest {
    private final Catalog catalog;
    private final Platform platform;

    Contest(Catalog catalog, Platform platform) {
        this.catalog = catalog;
        this.platform = platform;
    }

    /** Events that the change adds and somebody else has. */
    List<Finding> lost(EventTopology proposed, @Nullable EventTopology stored) {
        Map<String, ResolvedEvent> before = stored == null ? Map.of() : claimed(stored);
        return claimed(proposed).values().stream()
                .filter(event -> !before.containsKey(event.type()))
                .map(event -> finding(event, proposed))
                .toList();
    }

    private static Finding finding(ResolvedEvent event, EventTopology proposed) {
        return FindingCode.TopicClaimed.at(
                "spec.events[" + event.type() + "]",
                "Topic " + event.type() + " belongs to EventTopology " + event.claimedBy()
                        + ", which declares the same event already.",
                "Remove the event from " + proposed.getMetadata().getName() + " and let services use "
                        + event.claimedBy()
                        + " (topologyRef; its allowedNamespaces must allow them), or give the event another type.");
    }

    private Map<String, ResolvedEvent> claimed(EventTopology topology) {
        EventTopology youngest = new EventTopology();
        youngest.setMetadata(new ObjectMetaBuilder(topology.getMetadata())
                .withCreationTimestamp(null)
                .build());
        youngest.setSpec(topology.getSpec());
        Catalog others = ProposedCatalog.with(catalog, youngest).withoutLeaving();
        return new Resolver(others, platform)
                .resolve(youngest).value().map(ResolvedTopology::events).orElse(List.of()).stream()
                        .filter(event -> event.claimedBy() != null)
                        .collect(Collectors.toMap(
                                ResolvedEvent::type, event -> event, (one, same) -> one, TreeMap::new));
    }
}
