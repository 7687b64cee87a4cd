package io.eventtopology.planner.naming;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.TreeMap;

/**
 * Metadata of the objects of one resource: labels that tell whose they are, and nothing copied from the resource, so that no tool
 * that manages the resource takes its children for its own.
 *
 * @param ownerKind EventTopology or EventService
 * @param ownerNamespace namespace of the resource
 * @param ownerName name of the resource
 * @param topology name of the topology that the objects are part of
 */
public record ObjectMetas(String ownerKind, String ownerNamespace, String ownerName, String topology) {
    private static final String PART_OF = "app.kubernetes.io/part-of";

    /** Metadata of an object of a topology. */
    public static ObjectMetas ofTopology(String namespace, String name) {
        return new ObjectMetas("EventTopology", namespace, name, name);
    }

    /** Metadata of an object of a service. */
    public static ObjectMetas ofService(String namespace, String name, String topology) {
        return new ObjectMetas("EventService", namespace, name, topology);
    }

    /** The labels that every object of the resource has. */
    public Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        labels.put(Labels.MANAGED_BY, Labels.OPERATOR);
        labels.put(Labels.OWNER_KIND, ownerKind);
        labels.put(Labels.OWNER_NAMESPACE, ownerNamespace);
        labels.put(Labels.OWNER_NAME, ownerName);
        labels.put(PART_OF, topology);
        return labels;
    }

    /** Metadata of an object beside the resource. */
    public ObjectMeta named(String name) {
        return named(ownerNamespace, name, Map.of());
    }

    /** Metadata of an object anywhere, with further labels. */
    public ObjectMeta named(String namespace, String name, Map<String, String> furtherLabels) {
        Map<String, String> labels = new TreeMap<>(labels());
        labels.putAll(furtherLabels);
        return new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(labels)
                .build();
    }
}
