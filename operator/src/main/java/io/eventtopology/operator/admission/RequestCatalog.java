package io.eventtopology.operator.admission;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.KafkaBroker;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.ClusterLookup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What exists, for one request: what the caches do not hold is asked for once. The resource is planned as it was and as it would be,
 * and both must see the same. For one thread.
 */
final class RequestCatalog implements Catalog {
    private final Catalog stored;
    private final Map<List<Object>, ClusterLookup> clusters = new HashMap<>();
    private final Map<String, Map<String, String>> labels = new HashMap<>();
    private final Map<List<String>, Optional<String>> values = new HashMap<>();

    RequestCatalog(Catalog stored) {
        this.stored = stored;
    }

    @Override
    public Optional<EventTopology> topology(String namespace, String name) {
        return stored.topology(namespace, name);
    }

    @Override
    public Optional<EventService> service(String namespace, String name) {
        return stored.service(namespace, name);
    }

    @Override
    public List<EventService> servicesUsing(String topologyNamespace, String topologyName) {
        return stored.servicesUsing(topologyNamespace, topologyName);
    }

    @Override
    public List<EventService> callersOf(String namespace, String service) {
        return stored.callersOf(namespace, service);
    }

    @Override
    public List<EventService> servicesClaiming(String namespace, String claim) {
        return stored.servicesClaiming(namespace, claim);
    }

    @Override
    public List<EventTopology> topologiesDeclaring(String eventType) {
        return stored.topologiesDeclaring(eventType);
    }

    @Override
    public ClusterLookup kafkaCluster(KafkaBroker broker, String topologyNamespace) {
        return clusters.computeIfAbsent(
                List.of(broker, topologyNamespace), key -> stored.kafkaCluster(broker, topologyNamespace));
    }

    @Override
    public Map<String, String> namespaceLabels(String namespace) {
        return labels.computeIfAbsent(namespace, stored::namespaceLabels);
    }

    @Override
    public Optional<String> configMapValue(String namespace, String name, String key) {
        return values.computeIfAbsent(
                List.of(namespace, name, key), unknown -> stored.configMapValue(namespace, name, key));
    }

    /** Decides only when pods roll, which nobody asks about here. */
    @Override
    public Optional<String> secretVersion(String namespace, String name) {
        return Optional.empty();
    }
}
