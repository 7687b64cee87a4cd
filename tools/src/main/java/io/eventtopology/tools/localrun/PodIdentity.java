package io.eventtopology.tools.localrun;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Which pod this is, and what it is made from.
 *
 * @param name its name
 * @param deployment made from its pod template
 * @param revision digest of the pod template
 * @param ports its ports
 * @param folder its files
 */
record PodIdentity(String name, Deployment deployment, String revision, PodPorts ports, Path folder) {
    String namespace() {
        return deployment.getMetadata().getNamespace();
    }

    String service() {
        return deployment.getMetadata().getName();
    }

    String annotation(String name, String otherwise) {
        return ClusterState.annotations(deployment).getOrDefault("dapr.io/" + name, otherwise);
    }

    boolean has(String annotation) {
        return ClusterState.annotations(deployment).containsKey("dapr.io/" + annotation);
    }

    Map<String, String> labels() {
        var metadata = deployment.getSpec().getTemplate().getMetadata();
        return metadata == null || metadata.getLabels() == null ? Map.of() : metadata.getLabels();
    }

    /** As Dapr's injector, which falls back to the name of the pod. */
    String appId() {
        return annotation("app-id", name);
    }

    PodSpec spec() {
        return deployment.getSpec().getTemplate().getSpec();
    }

    /** The container of the app: the first one. */
    Container container() {
        return spec().getContainers().get(0);
    }

    /** Port on which the app would listen in a cluster; 0 if it tells none. */
    int declaredPort() {
        String annotated = annotation("app-port", "");
        if (!annotated.isEmpty()) {
            return Integer.parseInt(annotated);
        }
        List<ContainerPort> ports = container().getPorts();
        return ports == null || ports.isEmpty() ? 0 : ports.get(0).getContainerPort();
    }

    OptionalLong memoryLimit() {
        var resources = container().getResources();
        Map<String, Quantity> limits = resources == null ? null : resources.getLimits();
        Quantity memory = limits == null ? null : limits.get("memory");
        return memory == null
                ? OptionalLong.empty()
                : OptionalLong.of(memory.getNumericalAmount().longValue());
    }
}
