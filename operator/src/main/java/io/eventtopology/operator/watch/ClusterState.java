package io.eventtopology.operator.watch;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.planner.model.ServiceReferences;
import io.eventtopology.planner.naming.Labels;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Everything the operator knows about the cluster: one cache for each kind, shared by all reconcilers. Kinds of Strimzi are
 * watched only in the namespaces that the administrator allowed; all others only in the watched namespaces.
 */
public final class ClusterState implements AutoCloseable {
    static final String BY_EVENT = "event";
    static final String BY_TOPOLOGY = "topology";
    static final String BY_CALLEE = "callee";
    static final String BY_CLAIM = "claim";

    /** Kinds of children beside the resource, in the order in which people read them. */
    private static final List<ResourceKind> LOCAL_KINDS = List.of(
            ResourceKind.SECRET,
            ResourceKind.CONFIGURATION,
            ResourceKind.RESILIENCY,
            ResourceKind.COMPONENT,
            ResourceKind.SUBSCRIPTION,
            ResourceKind.SERVICE_ACCOUNT,
            ResourceKind.SERVICE,
            ResourceKind.DEPLOYMENT,
            ResourceKind.POD_DISRUPTION_BUDGET,
            ResourceKind.NETWORK_POLICY,
            ResourceKind.TRIGGER_AUTHENTICATION,
            ResourceKind.SCALED_OBJECT);

    private static final List<ResourceKind> STRIMZI_KINDS = List.of(ResourceKind.KAFKA_TOPIC, ResourceKind.KAFKA_USER);

    private final ResourceCache<EventTopology> topologies;
    private final ResourceCache<EventService> services;
    private final ResourceCache<GenericKubernetesResource> ownedServices;
    private final Map<ResourceKind, ResourceCache<GenericKubernetesResource>> children = new LinkedHashMap<>();
    private final Optional<ResourceCache<Pod>> pods;
    private final ResourceCache<GenericKubernetesResource> foreignSecrets;
    private final Optional<ResourceCache<GenericKubernetesResource>> kafkas;
    private final Optional<ResourceCache<GenericKubernetesResource>> strimziSecrets;

    /**
     * Caches for what the configuration allows; nothing is watched yet.
     *
     * @param metadataClient is told names and versions of Secrets only
     */
    public ClusterState(KubernetesClient client, KubernetesClient metadataClient, OperatorConfiguration configuration) {
        Set<String> watched = configuration.watchNamespaces();
        topologies = new ResourceCache<>(
                client,
                ResourceKind.EVENT_TOPOLOGY,
                EventTopology.class,
                watched,
                null,
                Map.of(BY_EVENT, ClusterState::eventTypes));
        services = new ResourceCache<>(
                client,
                ResourceKind.EVENT_SERVICE,
                EventService.class,
                watched,
                null,
                Map.of(
                        BY_TOPOLOGY, ClusterState::topologyKeys,
                        BY_CALLEE, ClusterState::calleeKeys,
                        BY_CLAIM, ClusterState::claimKeys));
        ownedServices = childCache(client, ResourceKind.EVENT_SERVICE, watched);
        for (ResourceKind kind : LOCAL_KINDS) {
            children.put(kind, childCache(client, kind, watched));
        }
        foreignSecrets = new ResourceCache<>(
                metadataClient,
                ResourceKind.SECRET,
                GenericKubernetesResource.class,
                watched,
                Labels.MANAGED_BY + "!=" + Labels.OPERATOR,
                Map.of(),
                ClusterState::identity);
        pods = configuration.deliveryVerification().enabled()
                ? Optional.of(new ResourceCache<>(
                        client,
                        ResourceKind.POD,
                        Pod.class,
                        watched,
                        Labels.MANAGED_BY + "=" + Labels.OPERATOR + "," + Labels.OWNER_KIND + "="
                                + ResourceKind.EVENT_SERVICE.kind(),
                        Map.of(Owner.INDEX, ClusterState::ownerKeys),
                        TrimmedPod::of))
                : Optional.empty();
        Set<String> strimzi = configuration.kafka().allStrimziNamespaces();
        if (strimzi.isEmpty()) {
            kafkas = Optional.empty();
            strimziSecrets = Optional.empty();
        } else {
            for (ResourceKind kind : STRIMZI_KINDS) {
                children.put(kind, childCache(client, kind, strimzi));
            }
            kafkas = Optional.of(new ResourceCache<>(
                    client, ResourceKind.KAFKA, GenericKubernetesResource.class, strimzi, null, Map.of()));
            strimziSecrets = Optional.of(new ResourceCache<>(
                    client,
                    ResourceKind.SECRET,
                    GenericKubernetesResource.class,
                    strimzi,
                    "strimzi.io/cluster",
                    Map.of()));
        }
    }

    private static GenericKubernetesResource identity(GenericKubernetesResource object) {
        GenericKubernetesResource identity = new GenericKubernetesResource();
        identity.setMetadata(new ObjectMetaBuilder()
                .withNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid())
                .withResourceVersion(object.getMetadata().getResourceVersion())
                .build());
        return identity;
    }

    private static ResourceCache<GenericKubernetesResource> childCache(
            KubernetesClient client, ResourceKind kind, Set<String> namespaces) {
        Function<GenericKubernetesResource, List<String>> byOwner = ClusterState::ownerKeys;
        return new ResourceCache<>(
                client,
                kind,
                GenericKubernetesResource.class,
                namespaces,
                Labels.MANAGED_BY + "=" + Labels.OPERATOR,
                Map.of(Owner.INDEX, byOwner));
    }

    private static List<String> ownerKeys(HasMetadata child) {
        return Owner.of(child).map(Owner::key).stream().toList();
    }

    private static List<String> eventTypes(EventTopology topology) {
        return topology.getSpec() == null
                ? List.of()
                : topology.getSpec().events().stream()
                        .map(e -> e.type())
                        .distinct()
                        .toList();
    }

    static List<String> topologyKeys(EventService service) {
        return ServiceReferences.topologies(service).stream()
                .map(key -> key.namespace() + "/" + key.name())
                .toList();
    }

    static List<String> calleeKeys(EventService service) {
        return ServiceReferences.callees(service).stream()
                .map(callee -> service.getMetadata().getNamespace() + "/" + callee)
                .toList();
    }

    static List<String> claimKeys(EventService service) {
        return ServiceReferences.claims(service).stream()
                .map(claim -> service.getMetadata().getNamespace() + "/" + claim)
                .toList();
    }

    /** All topologies. */
    public ResourceCache<EventTopology> topologies() {
        return topologies;
    }

    /** All services. */
    public ResourceCache<EventService> services() {
        return services;
    }

    /** EventServices that topologies own, as stored, for comparison with what is wanted. */
    public ResourceCache<GenericKubernetesResource> ownedServices() {
        return ownedServices;
    }

    /** The cache of a kind of children; empty when the administrator allowed no namespace for it. */
    public Optional<ResourceCache<GenericKubernetesResource>> children(ResourceKind kind) {
        return Optional.ofNullable(children.get(kind));
    }

    /** All caches of children. */
    public Collection<ResourceCache<GenericKubernetesResource>> children() {
        return children.values();
    }

    /** Pods of services that the operator runs, as {@link TrimmedPod} leaves them; empty when delivery is not verified. */
    public Optional<ResourceCache<Pod>> pods() {
        return pods;
    }

    /** Names and versions of Secrets that the operator did not write, for pods that read them; without what is in them. */
    public ResourceCache<GenericKubernetesResource> foreignSecrets() {
        return foreignSecrets;
    }

    /** Strimzi Kafka clusters in the allowed namespaces; empty when there are no such namespaces. */
    public Optional<ResourceCache<GenericKubernetesResource>> kafkas() {
        return kafkas;
    }

    /** Secrets that Strimzi wrote in the allowed namespaces; empty when there are no such namespaces. */
    public Optional<ResourceCache<GenericKubernetesResource>> strimziSecrets() {
        return strimziSecrets;
    }

    /** Every cache. */
    public List<ResourceCache<?>> all() {
        List<ResourceCache<?>> all = new ArrayList<>();
        all.add(topologies);
        all.add(services);
        all.add(ownedServices);
        all.addAll(children.values());
        all.add(foreignSecrets);
        pods.ifPresent(all::add);
        kafkas.ifPresent(all::add);
        strimziSecrets.ifPresent(all::add);
        return all;
    }

    /** Kinds whose CRD is missing. */
    public List<ResourceKind> missingKinds() {
        return all().stream()
                .filter(cache -> !cache.isAvailable())
                .map(ResourceCache::kind)
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        all().forEach(ResourceCache::stop);
    }
}
