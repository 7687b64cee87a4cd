package io.eventtopology.operator.admission;

import io.eventtopology.crds.EventDeclaration;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.Finding;
import io.eventtopology.operator.watch.Owner;
import io.eventtopology.planner.Resolver;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.model.Severity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Services that use the events of a topology and do not follow when one goes: neither those that the topology owns, nor presets
 * that list no events, nor services that are being deleted. A service that the topology does not allow counts for nothing, or
 * anybody could keep others from changing their topology.
 */
final class EventUsers {
    /** Code of the refusal to remove an event that is used. Not the planner's: it compares two states, and the planner sees one. */
    static final String EVENT_IN_USE = "EventInUse";

    private final Catalog catalog;
    private final Platform platform;

    EventUsers(Catalog catalog, Platform platform) {
        this.catalog = catalog;
        this.platform = platform;
    }

    /** Refusals: events that the change removes and services still use. */
    List<Finding> ofRemovedEvents(EventTopology proposed, EventTopology stored) {
        Set<String> removed = types(stored);
        removed.removeAll(types(proposed));
        return removed.isEmpty()
                ? List.of()
                : use(stored, removed).entrySet().stream()
                        .map(entry -> new Finding(
                                EVENT_IN_USE,
                                Severity.Error.name(),
                                "spec.events[" + entry.getKey() + "]",
                                "The change removes " + entry.getKey() + ", which is still used: "
                                        + String.join(", ", entry.getValue()) + ".",
                                "Remove the event from these services first, or keep it and mark it as deprecated."))
                        .toList();
    }

    /** Warnings: who uses what when the topology goes. */
    List<Finding> ofAllEvents(EventTopology stored) {
        return use(stored, types(stored)).entrySet().stream()
                .map(entry -> new Finding(
                        EVENT_IN_USE,
                        Severity.Warning.name(),
                        entry.getKey(),
                        "The topology goes while the event is still used: " + String.join(", ", entry.getValue()) + ".",
                        "Delete these services too, or let them use another topology."))
                .toList();
    }

    private static Set<String> types(EventTopology topology) {
        return topology.getSpec() == null
                ? new TreeSet<>()
                : topology.getSpec().events().stream()
                        .map(EventDeclaration::type)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Event → who uses it how, in words. */
    private TreeMap<String, Set<String>> use(EventTopology topology, Set<String> events) {
        String namespace = topology.getMetadata().getNamespace();
        String name = topology.getMetadata().getName();
        ProposedCatalog present = ProposedCatalog.with(catalog, topology).withoutLeaving();
        TreeMap<String, Set<String>> use = new TreeMap<>();
        Resolver resolver = new Resolver(present, platform);
        for (EventService service : present.servicesUsing(namespace, name)) {
            if (!isOwnedBy(topology, service)) {
                resolver.resolve(service)
                        .value()
                        .ifPresent(resolved -> note(service, resolved, topology, (event, how) -> {
                            if (events.contains(event)) {
                                use.computeIfAbsent(event, e -> new TreeSet<>()).add(how);
                            }
                        }));
            }
        }
        return use;
    }

    private static void note(
            EventService service, ResolvedService resolved, EventTopology topology, BiConsumer<String, String> users) {
        String who = resolved.namespace() + "/" + resolved.name();
        if (!service.getSpec().publishes().isEmpty()) {
            resolved.publishes().stream()
                    .filter(publication -> isSame(publication.topology(), topology))
                    .forEach(publication -> users.accept(publication.event().type(), who + " publishes it"));
        }
        if (!service.getSpec().subscribes().isEmpty()) {
            resolved.subscribes().stream()
                    .filter(subscription -> isSame(subscription.topology(), topology))
                    .forEach(subscription -> users.accept(subscription.event().type(), who + " consumes it"));
        }
    }

    private static boolean isOwnedBy(EventTopology topology, EventService service) {
        return Owner.of((HasMetadata) service)
                .filter(Owner.of(topology)::equals)
                .isPresent();
    }

    private static boolean isSame(ResolvedTopology used, EventTopology topology) {
        return used.namespace().equals(topology.getMetadata().getNamespace())
                && used.name().equals(topology.getMetadata().getName());
    }
}
