package io.eventtopology.operator.watch;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.KafkaBroker;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.ClusterLookup;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The planner's view of the cluster, from the caches. ConfigMaps, namespaces and Secrets that others own are read when they are
 * asked for: they are few, and caching all of them would hold every tenant's data in memory.
 */
public final class CachedCatalog implements Catalog {
    private final KubernetesClient client;
    private final ClusterState state;
    private final KafkaClusters clusters;

    /** A view over these caches. */
    public CachedCatalog(KubernetesClient client, ClusterState state, KafkaClusters clusters) {
        this.client = client;
        this.state = state;
        this.clusters = clusters;
    }

    @Override
    public Optional<EventTopology> topology(String namespace, String name) {
        return state.topologies()
                .get(namespace, name)
                .filter(topology -> topology.getMetadata().getDeletionTimestamp() == null);
    }

    @Override
    public Optional<EventService> service(String namespace, String name) {
        return state.services().get(namespace, name);
    }

    @Override
    public List<EventService> servicesUsing(String topologyNamespace, String topologyName) {
        return state.services().byIndex(ClusterState.BY_TOPOLOGY, topologyNamespace + "/" + topologyName);
    }

    @Override
    public List<EventService> callersOf(String namespace, String service) {
        return state.services().byIndex(ClusterState.BY_CALLEE, namespace + "/" + service);
    }

    @Override
    public List<EventService> servicesClaiming(String namespace, String claim) {
        return state.services().byIndex(ClusterState.BY_CLAIM, namespace + "/" + claim);
    }

    @Override
    public List<EventTopology> topologiesDeclaring(String eventType) {
        return state.topologies().byIndex(ClusterState.BY_EVENT, eventType);
    }

    @Override
    public ClusterLookup kafkaCluster(KafkaBroker broker, String topologyNamespace) {
        return clusters.find(broker, topologyNamespace);
    }

    @Override
    public Map<String, String> namespaceLabels(String namespace) {
        Namespace found = client.namespaces().withName(namespace).get();
        return found == null || found.getMetadata().getLabels() == null
                ? Map.of()
                : found.getMetadata().getLabels();
    }

    @Override
    public Optional<String> configMapValue(String namespace, String name, String key) {
        ConfigMap found =
                client.configMaps().inNamespace(namespace).withName(name).get();
        return found == null || found.getData() == null
                ? Optional.empty()
                : Optional.ofNullable(found.getData().get(key));
    }

    @Override
    public Optional<String> secretVersion(String namespace, String name) {
        Optional<String> copy = state.children(ResourceKind.SECRET)
                .flatMap(cache -> cache.get(namespace, name))
                .map(secret -> secret.getMetadata().getResourceVersion());
        if (copy.isPresent()) {
            return copy;
        }
        if (state.foreignSecrets().hasSynced(namespace)) {
            return state.foreignSecrets()
                    .get(namespace, name)
                    .map(secret -> secret.getMetadata().getResourceVersion());
        }
        Secret found = client.secrets().inNamespace(namespace).withName(name).get();
        return found == null
                ? Optional.empty()
                : Optional.of(found.getMetadata().getResourceVersion());
    }
}
