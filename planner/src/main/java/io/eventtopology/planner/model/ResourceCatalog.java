package io.eventtopology.planner.model;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.KafkaBroker;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A catalog of resources in memory: EventTopology, EventService, ConfigMap and Namespace objects; others are not looked at. */
public final class ResourceCatalog implements Catalog {
    private final Map<String, EventTopology> topologies = new TreeMap<>();
    private final Map<String, EventService> services = new TreeMap<>();
    private final Map<String, ConfigMap> configMaps = new TreeMap<>();
    private final Map<String, Namespace> namespaces = new TreeMap<>();
    private final Map<String, KafkaCluster> clusters = new TreeMap<>();
    private final Map<String, String> secretVersions;

    /**
     * A catalog of what is given.
     *
     * @param resources the resources; each has a namespace and a name, but for Namespaces, which have a name
     * @param clusters Kafka clusters that every namespace may use
     * @param secretVersions namespace/name of a Secret → its version
     */
    public ResourceCatalog(
            Collection<? extends HasMetadata> resources,
            Collection<KafkaCluster> clusters,
            Map<String, String> secretVersions) {
        for (HasMetadata resource : resources) {
            String name = resource.getMetadata().getName();
            String key = key(resource.getMetadata().getNamespace(), name);
            switch (resource) {
                case EventTopology topology -> topologies.put(key, topology);
                case EventService service -> services.put(key, service);
                case ConfigMap configMap -> configMaps.put(key, configMap);
                case Namespace namespace -> namespaces.put(name, namespace);
                default -> {}
            }
        }
        clusters.forEach(c -> this.clusters.put(c.id(), c));
        this.secretVersions = Map.copyOf(secretVersions);
    }

    /** The topologies, sorted by namespace and name. */
    public List<EventTopology> topologies() {
        return List.copyOf(topologies.values());
    }

    /** The services, sorted by namespace and name. */
    public List<EventService> services() {
        return List.copyOf(services.values());
    }

    @Override
    public Optional<EventTopology> topology(String namespace, String name) {
        return Optional.ofNullable(topologies.get(key(namespace, name)));
    }

    @Override
    public Optional<EventService> service(String namespace, String name) {
        return Optional.ofNullable(services.get(key(namespace, name)));
    }

    @Override
    public List<EventService> servicesUsing(String topologyNamespace, String topologyName) {
        var wanted = new ServiceReferences.TopologyKey(topologyNamespace, topologyName);
        return services.values().stream()
                .filter(s -> ServiceReferences.topologies(s).contains(wanted))
                .toList();
    }

    @Override
    public List<EventService> callersOf(String namespace, String service) {
        return services.values().stream()
                .filter(s -> namespace.equals(s.getMetadata().getNamespace()))
                .filter(s -> ServiceReferences.callees(s).contains(service))
                .toList();
    }

    @Override
    public List<EventService> servicesClaiming(String namespace, String claim) {
        return services.values().stream()
                .filter(s -> namespace.equals(s.getMetadata().getNamespace()))
                .filter(s -> ServiceReferences.claims(s).contains(claim))
                .toList();
    }

    @Override
    public List<EventTopology> topologiesDeclaring(String eventType) {
        return topologies.values().stream()
                .filter(t -> t.getSpec() != null
                        && t.getSpec().events().stream().anyMatch(e -> e.type().equals(eventType)))
                .toList();
    }

    @Override
    public ClusterLookup kafkaCluster(KafkaBroker broker, String topologyNamespace) {
        String id = broker.namespace() == null ? broker.cluster() : key(broker.namespace(), broker.cluster());
        KafkaCluster cluster = clusters.get(id);
        return cluster != null
                ? ClusterLookup.found(cluster)
                : ClusterLookup.missing(
                        FindingCode.ClusterNotFound.name(),
                        "Kafka cluster " + id + " is not among the known clusters: "
                                + (clusters.isEmpty() ? "none" : String.join(", ", clusters.keySet())));
    }

    @Override
    public Map<String, String> namespaceLabels(String namespace) {
        Namespace found = namespaces.get(namespace);
        return found == null || found.getMetadata().getLabels() == null
                ? Map.of()
                : found.getMetadata().getLabels();
    }

    @Override
    public Optional<String> configMapValue(String namespace, String name, String key) {
        return Optional.ofNullable(configMaps.get(key(namespace, name)))
                .map(ConfigMap::getData)
                .map(data -> data.get(key));
    }

    @Override
    public Optional<String> secretVersion(String namespace, String name) {
        return Optional.ofNullable(secretVersions.get(key(namespace, name)));
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }
}
