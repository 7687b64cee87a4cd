package io.eventtopology.operator.delivery;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What matters of a pod of a service. */
record RunningPod(Pod pod) {
    /** Name of the sidecar's container (Dapr's pkg/injector/consts). */
    private static final String SIDECAR = "daprd";

    private static final String ENABLED = "dapr.io/enabled";
    private static final String APP_ID = "dapr.io/app-id";

    String name() {
        return pod.getMetadata().getName();
    }

    String uid() {
        return pod.getMetadata().getUid();
    }

    /** RFC 3339. */
    String created() {
        return pod.getMetadata().getCreationTimestamp();
    }

    /** Address; empty while it has none. */
    String address() {
        String address = pod.getStatus().getPodIP();
        return address == null ? "" : address;
    }

    boolean isEnding() {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    boolean runs() {
        return !isEnding() && "Running".equals(pod.getStatus().getPhase());
    }

    /** Whether it ended for good and nobody counts it any more. */
    boolean isOver() {
        return "Succeeded".equals(pod.getStatus().getPhase())
                || "Failed".equals(pod.getStatus().getPhase());
    }

    /** Whether the sidecar is among the containers, or among those that start before them and stay (native sidecars). */
    boolean hasSidecar() {
        return Stream.of(pod.getSpec().getContainers(), pod.getSpec().getInitContainers())
                .flatMap(List::stream)
                .map(Container::getName)
                .anyMatch(SIDECAR::equals);
    }

    /** Whether its annotations ask for a sidecar. */
    boolean asksForSidecar() {
        return "true".equals(annotations().get(ENABLED));
    }

    boolean isOfApp(String appId) {
        return appId.equals(annotations().get(APP_ID));
    }

    /** Whether something starts another one in its place. */
    boolean isReplaced() {
        return pod.getMetadata().getOwnerReferences().stream()
                .map(OwnerReference::getController)
                .anyMatch(Boolean.TRUE::equals);
    }

    private Map<String, String> annotations() {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }
}
