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
 * The status that kubelet and deployment controller would give a Deployment. Reasons and messages are
 * those of Kubernetes' deployment controller ({@code pkg/controller/deployment}).
 */
public final class DeploymentStatuses {
    private DeploymentStatuses() {}

    /**
     * Pods of a Deployment that are not told to stop.
     *
     * @param all of every revision
     * @param updated of the present template
     * @param ready of every revision
     */
    public record Counts(int all, int updated, int ready) {}

    static DeploymentStatus of(Deployment deployment, boolean available, Instant now) {
        int replicas = wanted(deployment);
        Counts counts = new Counts(replicas, replicas, available ? replicas : 0);
        return of(deployment, deployment.getStatus(), counts, "", now);
    }

    /**
     * The status for pods that are counted.
     *
     * @param old the last status, whose times stay where nothing changes; null if there is none
     * @param problems why pods are not ready, added to the message of condition Available; may be empty
     */
    public static DeploymentStatus of(
            Deployment deployment, @Nullable DeploymentStatus old, Counts counts, String problems, Instant now) {
        int replicas = wanted(deployment);
        boolean enough = counts.ready() >= replicas;
        boolean complete = enough && counts.updated() >= replicas && counts.all() == counts.updated();
        String name = deployment.getMetadata().getName();
        DeploymentCondition availability = enough
                ? condition("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
                : condition(
                        "Available",
                        "False",
                        "MinimumReplicasUnavailable",
                        "Deployment does not have minimum availability." + (problems.isEmpty() ? "" : " " + problems));
        DeploymentCondition progress = complete
                ? condition(
                        "Progressing",
                        "True",
                        "NewReplicaSetAvailable",
                        "ReplicaSet \"" + name + "\" has successfully progressed.")
                : condition("Progressing", "True", "ReplicaSetUpdated", "ReplicaSet \"" + name + "\" is progressing.");
        return new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(orAbsent(counts.all()))
                .withUpdatedReplicas(orAbsent(counts.updated()))
                .withReadyReplicas(orAbsent(counts.ready()))
                .withAvailableReplicas(orAbsent(counts.ready()))
                .withUnavailableReplicas(orAbsent(Math.max(0, Math.max(replicas, counts.all()) - counts.ready())))
                .withConditions(List.of(timed(availability, old, now), timed(progress, old, now)))
                .build();
    }

    private static int wanted(Deployment deployment) {
        Integer wanted = deployment.getSpec().getReplicas();
        return wanted == null ? 1 : wanted;
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
