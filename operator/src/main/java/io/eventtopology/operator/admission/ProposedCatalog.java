package io.eventtopology.operator.admission;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.ForwardingCatalog;
import io.eventtopology.planner.model.ServiceReferences;
import io.eventtopology.planner.model.ServiceReferences.TopologyKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What would exist if one resource were as somebody proposes. */
final class ProposedCatalog implements ForwardingCatalog {
    private final Catalog stored;
    private final HasMetadata proposed;
    private final boolean leavingToo;

    private ProposedCatalog(Catalog stored, HasMetadata proposed, boolean leavingToo) {
        this.stored = stored;
        this.proposed = proposed;
        this.leavingToo = leavingToo;
    }

    @Override
    public Catalog behind() {
        return stored;
    }

    /** The catalog with the resource in place of that of its kind and name. */
    static ProposedCatalog with(Catalog stored, HasMetadata proposed) {
        return new ProposedCatalog(stored, proposed, true);
    }

    /** The same once everything is gone that is being deleted now. */
    ProposedCatalog withoutLeaving() {
        return new ProposedCatalog(stored, proposed, false);
    }

    @Override
    public Optional<EventTopology> topology(String namespace, String name) {
        return proposed instanceof EventTopology topology && isNamed(topology, namespace, name)
                ? Optional.of(topology)
                : stored.topology(namespace, name);
    }

    @Override
    public Optional<EventService> service(String namespace, String name) {
        return proposed instanceof EventService service && isNamed(service, namespace, name)
                ? Optional.of(service)
                : stored.service(namespace, name).filter(this::stays);
    }

    @Override
    public List<EventService> servicesUsing(String topologyNamespace, String topologyName) {
        return services(
                stored.servicesUsing(topologyNamespace, topologyName),
                service -> ServiceReferences.topologies(service)
                        .contains(new TopologyKey(topologyNamespace, topologyName)));
    }

    @Override
    public List<EventService> callersOf(String namespace, String service) {
        return services(
                stored.callersOf(namespace, service),
                caller -> namespace.equals(caller.getMetadata().getNamespace())
                        && ServiceReferences.callees(caller).contains(service));
    }

    @Override
    public List<EventService> servicesClaiming(String namespace, String claim) {
        return services(
                stored.servicesClaiming(namespace, claim),
                service -> namespace.equals(service.getMetadata().getNamespace())
                        && ServiceReferences.claims(service).contains(claim));
    }

    @Override
    public List<EventTopology> topologiesDeclaring(String eventType) {
        return replaced(
                stored.topologiesDeclaring(eventType),
                EventTopology.class,
                topology -> topology.getSpec() != null
                        && topology.getSpec().events().stream()
                                .anyMatch(event -> event.type().equals(eventType)));
    }

    private List<EventService> services(List<EventService> found, Predicate<EventService> belongs) {
        return replaced(found, EventService.class, belongs);
    }

    private <T extends HasMetadata> List<T> replaced(List<T> found, Class<T> type, Predicate<T> belongs) {
        Stream<T> own =
                type.isInstance(proposed) ? Stream.of(type.cast(proposed)).filter(belongs) : Stream.empty();
        return Stream.concat(found.stream().filter(other -> !isProposed(other)).filter(this::stays), own)
                .toList();
    }

    private boolean isProposed(HasMetadata other) {
        return other.getClass() == proposed.getClass()
                && isNamed(
                        other,
                        proposed.getMetadata().getNamespace(),
                        proposed.getMetadata().getName());
    }

    private boolean stays(HasMetadata resource) {
        return leavingToo || resource.getMetadata().getDeletionTimestamp() == null;
    }

    static boolean isNamed(HasMetadata resource, String namespace, String name) {
        return Objects.equals(resource.getMetadata().getNamespace(), namespace)
                && Objects.equals(resource.getMetadata().getName(), name);
    }
}
