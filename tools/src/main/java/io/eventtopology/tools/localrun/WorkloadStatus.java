package io.eventtopology.tools.localrun;

import io.eventtopology.tools.standin.DeploymentStatuses;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The status of a Deployment by the pods that run. */
final class WorkloadStatus {
    private WorkloadStatus() {}

    /**
     * The status.
     *
     * @param before what was reported last; null before the first time
     */
    static DeploymentStatus of(Workload workload, @Nullable DeploymentStatus before, Instant now) {
        int ready = (int) workload.living().stream().filter(LocalPod::isReady).count();
        String problems = workload.living().stream()
                .filter(pod -> !pod.isReady() && !pod.problem().isEmpty())
                .map(pod -> pod.identity().name() + ": " + pod.problem())
                .collect(Collectors.joining("; "));
        return DeploymentStatuses.of(
                workload.deployment(),
                before == null ? workload.deployment().getStatus() : before,
                new DeploymentStatuses.Counts(
                        workload.living().size(), workload.updated().size(), ready),
                problems,
                now);
    }
}
