package io.eventtopology.operator.watch;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.planner.naming.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.Optional;

/**
 * The resource that a child belongs to, as the labels of the child say: owner references cannot cross namespaces.
 *
 * @param kind EventTopology or EventService
 * @param namespace its namespace
 * @param name its name
 */
public record Owner(String kind, String namespace, String name) {
    /** Name of the index of caches by owner. */
    public static final String INDEX = "owner";

    /** The owner that labels name; empty when the object belongs to nobody of ours. */
    public static Optional<Owner> of(HasMetadata child) {
        Map<String, String> labels = child.getMetadata().getLabels();
        if (labels == null
                || !Labels.OPERATOR.equals(labels.get(Labels.MANAGED_BY))
                || !labels.containsKey(Labels.OWNER_KIND)
                || !labels.containsKey(Labels.OWNER_NAMESPACE)
                || !labels.containsKey(Labels.OWNER_NAME)) {
            return Optional.empty();
        }
        return Optional.of(new Owner(
                labels.get(Labels.OWNER_KIND), labels.get(Labels.OWNER_NAMESPACE), labels.get(Labels.OWNER_NAME)));
    }

    /** A topology as owner. */
    public static Owner of(EventTopology topology) {
        return new Owner(
                "EventTopology",
                topology.getMetadata().getNamespace(),
                topology.getMetadata().getName());
    }

    /** A service as owner. */
    public static Owner of(EventService service) {
        return new Owner(
                "EventService",
                service.getMetadata().getNamespace(),
                service.getMetadata().getName());
    }

    /** Key of the index. */
    public String key() {
        return kind + "/" + namespace + "/" + name;
    }

    /** Identity for the framework. */
    public ResourceID id() {
        return new ResourceID(name, namespace);
    }

    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
