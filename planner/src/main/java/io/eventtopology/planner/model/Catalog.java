package io.eventtopology.planner.model;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.KafkaBroker;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What exists, as the planner may see it: read only, already fetched. The operator backs it with its caches, a command line
 * with files. Nothing in it is a secret.
 */
public interface Catalog {
    /** The topology of that name. */
    Optional<EventTopology> topology(String namespace, String name);

    /** The service of that name. */
    Optional<EventService> service(String namespace, String name);

    /** Services in any namespace that name the topology, as their own or in an entry; allowed or not; in any order. */
    List<EventService> servicesUsing(String topologyNamespace, String topologyName);

    /** Services in the namespace that call the named service, in any order. */
    List<EventService> callersOf(String namespace, String service);

    /**
     * Services in the namespace that claim something of which there can be one only, in any order.
     *
     * @param claim one of {@link ServiceReferences#claims}
     */
    List<EventService> servicesClaiming(String namespace, String claim);

    /** Topologies in any namespace that declare an event of that type, in any order. */
    List<EventTopology> topologiesDeclaring(String eventType);

    /** The cluster that a topology in the namespace names, or why it cannot have it. */
    ClusterLookup kafkaCluster(KafkaBroker broker, String topologyNamespace);

    /** Labels of a namespace; empty when unknown. */
    Map<String, String> namespaceLabels(String namespace);

    /** The value of a ConfigMap's key. */
    Optional<String> configMapValue(String namespace, String name, String key);

    /** The version of a Secret that pods use: it changes exactly when the content does. Empty when there is none. */
    Optional<String> secretVersion(String namespace, String name);
}
