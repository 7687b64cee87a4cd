package io.eventtopology.planner.model;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.KafkaBroker;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Another catalog with some answers of its own: what is not overridden is asked there. */
public interface ForwardingCatalog extends Catalog {
    /** The catalog that is asked. */
    Catalog behind();

    @Override
    default Optional<EventTopology> topology(String namespace, String name) {
        return behind().topology(namespace, name);
    }

    @Override
    default Optional<EventService> service(String namespace, String name) {
        return behind().service(namespace, name);
    }

    @Override
    default List<EventService> servicesUsing(String topologyNamespace, String topologyName) {
        return behind().servicesUsing(topologyNamespace, topologyName);
    }

    @Override
    default List<EventService> callersOf(String namespace, String service) {
        return behind().callersOf(namespace, service);
    }

    @Override
    default List<EventService> servicesClaiming(String namespace, String claim) {
        return behind().servicesClaiming(namespace, claim);
    }

    @Override
    default List<EventTopology> topologiesDeclaring(String eventType) {
        return behind().topologiesDeclaring(eventType);
    }

    @Override
    default ClusterLookup kafkaCluster(KafkaBroker broker, String topologyNamespace) {
        return behind().kafkaCluster(broker, topologyNamespace);
    }

    @Override
    default Map<String, String> namespaceLabels(String namespace) {
        return behind().namespaceLabels(namespace);
    }

    @Override
    default Optional<String> configMapValue(String namespace, String name, String key) {
        return behind().configMapValue(namespace, name, key);
    }

    @Override
    default Optional<String> secretVersion(String namespace, String name) {
        return behind().secretVersion(namespace, name);
    }
}
