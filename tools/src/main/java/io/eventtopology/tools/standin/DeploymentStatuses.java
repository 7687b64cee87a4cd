package io.eventtopology.tools.standin;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status that kubelet and deployment controller would give a Deployment once all its pods run, or none. Reasons and messages are
 * those of Kubernetes' deployment controller ({@code pkg/controller/deployment}).
 */
final class DeploymentStatuses {
    private DeploymentStatuses() {}

    static DeploymentStatus of(Deployment deployment, boolean available, Instant now) {
        Integer wanted = deployment.getSpec().getReplicas();
        int replicas = wanted == null ? 1 : wanted;
        DeploymentStatus old = deployment.getStatus();
        boolean enough = available || replicas == 0;
        String name = deployment.getMetadata().getName();
        DeploymentCondition availability = enough
                ? condition("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
                : condition(
                        "Available",
                        "False",
                        "MinimumReplicasUnavailable",
                        "Deployment does not have minimum availability.");
        DeploymentCondition progress = enough
                ? condition(
                        "Progressing",
                        "True",
                        "NewReplicaSetAvailable",
                        "ReplicaSet \"" + name + "\" has successfully progressed.")
                : condition("Progressing", "True", "ReplicaSetUpdated", "ReplicaSet \"" + name + "\" is progressing.");
        return new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(orAbsent(replicas))
                .withUpdatedReplicas(orAbsent(replicas))
                .withReadyReplicas(enough ? orAbsent(replicas) : null)
                .withAvailableReplicas(enough ? orAbsent(replicas) : null)
                .withUnavailableReplicas(enough ? null : orAbsent(replicas))
                .withConditions(List.of(timed(availability, old, now), timed(progress, old, now)))
                .build();
    }

    // The API server leaves a zero out, so an equal status must have none either.
    private static @Nullable Integer orAbsent(int count) {
        return count == 0 ? null : count;
    }

    private static DeploymentCondition condition(String type, String status, String reason, String message) {
        return new DeploymentConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .build();
    }

    /** Keeps the times of what did not change, so that an unchanged status is equal to the old one. */
    private static DeploymentCondition timed(
            DeploymentCondition condition, @Nullable DeploymentStatus old, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        String updated = time;
        String transition = time;
        List<DeploymentCondition> before = old == null ? List.of() : old.getConditions();
        for (DeploymentCondition known : before) {
            if (known.getType().equals(condition.getType()) && known.getStatus().equals(condition.getStatus())) {
                transition = known.getLastTransitionTime();
                if (known.getReason().equals(condition.getReason())) {
                    updated = known.getLastUpdateTime();
                }
            }
        }
        condition.setLastUpdateTime(updated);
        condition.setLastTransitionTime(transition);
        return condition;
    }
}
