package io.eventtopology.planner.model;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventServiceSpec;
import io.eventtopology.crds.Publication;
import io.eventtopology.crds.ServiceCall;
import io.eventtopology.crds.Subscription;
import io.eventtopology.crds.TopologyRef;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a stored EventService refers to, whether it exists or not. Backs {@link Catalog#servicesUsing} and
 * {@link Catalog#callersOf}, whatever keeps the resources.
 */
public final class ServiceReferences {
    private ServiceReferences() {}

    /** Every topology that the service names, as its own or in an entry. */
    public static Set<TopologyKey> topologies(EventService service) {
        EventServiceSpec spec = service.getSpec();
        if (spec == null) {
            return Set.of();
        }
        String namespace = service.getMetadata().getNamespace();
        return Stream.of(
                        Stream.ofNullable(spec.topologyRef()),
                        spec.publishes().stream().map(Publication::topologyRef),
                        spec.subscribes().stream().map(Subscription::topologyRef))
                .flatMap(refs -> refs)
                .filter(Objects::nonNull)
                .map(ref -> TopologyKey.of(ref, namespace))
                .collect(LinkedHashSet::new, Set::add, Set::addAll);
    }

    /** Names of the services in the same namespace that the service calls, those of its preset included; sorted. */
    public static Set<String> callees(EventService service) {
        return calls(service.getSpec()).stream().map(ServiceCall::service).collect(TreeSet::new, Set::add, Set::addAll);
    }

    /** The calls of the service, or of its preset when it gives none. */
    public static List<ServiceCall> calls(EventServiceSpec spec) {
        if (spec == null) {
            return List.of();
        }
        return spec.calls().isEmpty() && spec.preset() != null
                ? Preset.of(spec.preset()).calls()
                : spec.calls();
    }

    /** The Dapr app id of the service: that of the existing Deployment, else its name. */
    public static String appId(EventService service) {
        EventServiceSpec spec = service.getSpec();
        return spec != null && spec.appId() != null
                ? spec.appId()
                : service.getMetadata().getName();
    }

    /** The Dapr component of a service for a topology, which may be in another namespace. */
    public static String component(TopologyKey topology, String serviceNamespace, String service) {
        String own = topology.name() + "-" + service;
        return topology.namespace().equals(serviceNamespace) ? own : topology.namespace() + "." + own;
    }

    /** What no other service of the namespace may have: the app id, and the names of components; as {@link Catalog#servicesClaiming} takes them. */
    public static Set<String> claims(EventService service) {
        String namespace = service.getMetadata().getNamespace();
        Set<String> claims = new TreeSet<>();
        claims.add(appIdClaim(appId(service)));
        topologies(service)
                .forEach(topology -> claims.add(componentClaim(
                        component(topology, namespace, service.getMetadata().getName()))));
        return claims;
    }

    /** The claim to an app id. */
    public static String appIdClaim(String appId) {
        return "app " + appId;
    }

    /** The claim to the name of a component. */
    public static String componentClaim(String component) {
        return "component " + component;
    }

    /**
     * Names a topology.
     *
     * @param namespace its namespace
     * @param name its name
     */
    public record TopologyKey(String namespace, String name) implements Comparable<TopologyKey> {
        /** The topology that a resource in the namespace refers to. */
        public static TopologyKey of(TopologyRef ref, String namespace) {
            return new TopologyKey(ref.namespace() != null ? ref.namespace() : namespace, ref.name());
        }

        @Override
        public int compareTo(TopologyKey other) {
            int byNamespace = namespace.compareTo(other.namespace);
            return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
        }

        @Override
        public String toString() {
            return namespace + "/" + name;
        }
    }
}
