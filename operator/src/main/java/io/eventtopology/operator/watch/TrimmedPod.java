package io.eventtopology.operator.watch;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The part of a pod that says whether its sidecar is there and where it answers; the rest would fill the memory. */
public final class TrimmedPod {
    private static final String DAPR = "dapr.io/";

    private TrimmedPod() {}

    /** Identity, labels, owners, Dapr's annotations, names of containers, phase and address. */
    public static Pod of(Pod pod) {
        ObjectMeta metadata = pod.getMetadata();
        PodSpec spec = pod.getSpec();
        PodStatus status = pod.getStatus();
        return new PodBuilder()
                .withNewMetadata()
                .withName(metadata.getName())
                .withNamespace(metadata.getNamespace())
                .withUid(metadata.getUid())
                .withResourceVersion(metadata.getResourceVersion())
                .withCreationTimestamp(metadata.getCreationTimestamp())
                .withDeletionTimestamp(metadata.getDeletionTimestamp())
                .withLabels(metadata.getLabels())
                .withAnnotations(daprs(metadata.getAnnotations()))
                .withOwnerReferences(metadata.getOwnerReferences())
                .endMetadata()
                .withNewSpec()
                .withContainers(names(spec == null ? List.of() : spec.getContainers()))
                .withInitContainers(names(spec == null ? List.of() : spec.getInitContainers()))
                .endSpec()
                .withNewStatus()
                .withPhase(status == null ? null : status.getPhase())
                .withPodIP(status == null ? null : status.getPodIP())
                .endStatus()
                .build();
    }

    private static Map<String, String> daprs(@Nullable Map<String, String> annotations) {
        return annotations == null
                ? Map.of()
                : annotations.entrySet().stream()
                        .filter(annotation -> annotation.getKey().startsWith(DAPR))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static List<Container> names(List<Container> containers) {
        return containers.stream()
                .map(container ->
                        new ContainerBuilder().withName(container.getName()).build())
                .toList();
    }
}
