package io.eventtopology.operator.service;

import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.operator.watch.ResourceKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How far the rollout of a Deployment is, as its status says.
 *
 * @param rolledOut whether all replicas of the present template are ready and no older ones are left
 * @param reason one word
 * @param message for people
 */
record WorkloadState(boolean rolledOut, String reason, String message) {
    static WorkloadState of(ClusterState state, String namespace, String name) {
        Optional<GenericKubernetesResource> deployment =
                state.children(ResourceKind.DEPLOYMENT).flatMap(cache -> cache.get(namespace, name));
        return deployment
                .map(WorkloadState::read)
                .orElseGet(
                        () -> new WorkloadState(false, "DeploymentMissing", "Deployment " + name + " does not exist"));
    }

    static WorkloadState read(GenericKubernetesResource deployment) {
        String name = "Deployment " + deployment.getMetadata().getName();
        int wanted = number(deployment, 1, "spec", "replicas");
        if (!Objects.equals(
                (long) number(deployment, 0, "status", "observedGeneration"),
                deployment.getMetadata().getGeneration())) {
            return new WorkloadState(false, "RollingOut", name + " waits for the deployment controller");
        }
        for (Map<?, ?> condition : conditions(deployment)) {
            if ("Progressing".equals(condition.get("type")) && "False".equals(condition.get("status"))) {
                return new WorkloadState(
                        false,
                        String.valueOf(condition.get("reason")),
                        name + " does not come up: " + condition.get("message")
                                + " Look at its pods: image, probes, quota, node selection");
            }
        }
        int updated = number(deployment, 0, "status", "updatedReplicas");
        // Not availableReplicas: a pod that is ready takes events at once, but counts as available only after
        // minReadySeconds.
        int ready = number(deployment, 0, "status", "readyReplicas");
        int all = number(deployment, 0, "status", "replicas");
        if (updated >= wanted && ready >= wanted && all <= updated) {
            return new WorkloadState(true, "WorkloadsReady", ready + " of " + wanted + " replicas are ready");
        }
        String why = conditions(deployment).stream()
                .filter(c -> "Available".equals(c.get("type")) && "False".equals(c.get("status")))
                .map(c -> ": " + c.get("message"))
                .findFirst()
                .orElse("");
        return new WorkloadState(
                false,
                "RollingOut",
                name + " has " + Math.min(updated, ready) + " of " + wanted + " replicas up to date and ready" + why);
    }

    private static List<Map<?, ?>> conditions(GenericKubernetesResource deployment) {
        if (!(deployment.get("status", "conditions") instanceof List<?> list)) {
            return List.of();
        }
        return list.stream()
                .filter(Map.class::isInstance)
                .<Map<?, ?>>map(c -> (Map<?, ?>) c)
                .toList();
    }

    private static int number(GenericKubernetesResource object, int absent, Object... path) {
        return object.get(path) instanceof Number n ? n.intValue() : absent;
    }
}
