package io.eventtopology.operator.admission;

import io.eventtopology.crds.KafkaBroker;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.ClusterLookup;
import io.eventtopology.planner.model.ForwardingCatalog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What exists, for one request: what the caches do not hold is asked for once. The resource is planned as it was and as it would be,
 * and both must see the same. For one thread.
 */
final class RequestCatalog implements ForwardingCatalog {
    private final Catalog stored;
    private final Map<List<Object>, ClusterLookup> clusters = new HashMap<>();
    private final Map<String, Map<String, String>> labels = new HashMap<>();
    private final Map<List<String>, Optional<String>> values = new HashMap<>();

    RequestCatalog(Catalog stored) {
        this.stored = stored;
    }

    @Override
    public Catalog behind() {
        return stored;
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
