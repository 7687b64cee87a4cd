package io.eventtopology.planner.golden;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.KafkaBroker;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.ClusterLookup;
import io.eventtopology.planner.model.ForwardingCatalog;
import io.eventtopology.planner.model.ResourceCatalog;
import java.util.List;

/** Answers as caches do, in any order; and knows clusters that the administrator denies. */
record GoldenCatalog(ResourceCatalog resources, List<String> denied, Shuffle shuffle) implements ForwardingCatalog {
    @Override
    public Catalog behind() {
        return resources;
    }

    @Override
    public List<EventService> servicesUsing(String topologyNamespace, String topologyName) {
        return shuffle.list(resources.servicesUsing(topologyNamespace, topologyName));
    }

    @Override
    public List<EventService> callersOf(String namespace, String service) {
        return shuffle.list(resources.callersOf(namespace, service));
    }

    @Override
    public List<EventService> servicesClaiming(String namespace, String claim) {
        return shuffle.list(resources.servicesClaiming(namespace, claim));
    }

    @Override
    public List<EventTopology> topologiesDeclaring(String eventType) {
        return shuffle.list(resources.topologiesDeclaring(eventType));
    }

    @Override
    public ClusterLookup kafkaCluster(KafkaBroker broker, String topologyNamespace) {
        return denied.contains(broker.cluster())
                ? ClusterLookup.missing(
                        "ClusterNotAllowed",
                        "Kafka cluster " + broker.cluster() + " is not allowed to namespace " + topologyNamespace)
                : resources.kafkaCluster(broker, topologyNamespace);
    }
}
