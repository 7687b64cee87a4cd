package io.eventtopology.planner.workload;

import io.eventtopology.crds.Scaling;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResolvedService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * Renders what runs a service. Values that the API server would fill in are written out where they belong to an object of
 * ours, so that what is read back equals what was applied.
 */
public final class WorkloadRenderer {
    private static final int KEPT_REVISIONS = 3;
    private static final int PROGRESS_DEADLINE_SECONDS = 600;
    /**
     * So long the old pod stays beside a new one that is ready. A sidecar that ends while its app is down waits for the event in flight, and
     * keeps its partitions until it is killed (dapr 1.16.0 pkg/runtime/subscription, Stop). A service that restarts with a new password
     * gives that event back meanwhile.
     */
    private static final int MIN_READY_SECONDS = 10;

    private static final int SERVICE_PORT = 80;

    /** Renders without state. */
    public WorkloadRenderer() {}

    /**
     * The objects that run the service, complete with labels, each in its namespace and all but the access of KEDA under its
     * name; none for wiring only.
     */
    public List<HasMetadata> render(ResolvedService service, Platform platform, SidecarSettings sidecar) {
        if (!service.isRunByOperator()) {
            return List.of();
        }
        Replicas replicas = Replicas.of(service, platform);
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(serviceAccount(service));
        objects.add(deployment(service, platform, sidecar, replicas));
        objects.add(service(service));
        if (replicas.most() > 1) {
            objects.add(disruptionBudget(service));
        }
        objects.add(NetworkRules.of(service, platform));
        Scaling scaling = service.scaling();
        if (scaling != null && replicas.isScaledByLag()) {
            objects.addAll(LagScaling.of(service, scaling));
        }
        return List.copyOf(objects);
    }

    private static ServiceAccount serviceAccount(ResolvedService service) {
        return new ServiceAccountBuilder()
                .withMetadata(WorkloadMetadata.of(service, service.name()))
                .withAutomountServiceAccountToken(false)
                .build();
    }

    private static Deployment deployment(
            ResolvedService service, Platform platform, SidecarSettings sidecar, Replicas replicas) {
        return new DeploymentBuilder()
                .withMetadata(WorkloadMetadata.of(service, service.name()))
                .withNewSpec()
                .withReplicas(replicas.fixed())
                .withRevisionHistoryLimit(KEPT_REVISIONS)
                .withProgressDeadlineSeconds(PROGRESS_DEADLINE_SECONDS)
                .withMinReadySeconds(MIN_READY_SECONDS)
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withNewMaxUnavailable(0)
                .withNewMaxSurge(1)
                .endRollingUpdate()
                .endStrategy()
                .withNewSelector()
                .withMatchLabels(WorkloadMetadata.selector(service))
                .endSelector()
                .withTemplate(PodTemplate.of(service, platform, sidecar))
                .endSpec()
                .build();
    }

    private static Service service(ResolvedService service) {
        return new ServiceBuilder()
                .withMetadata(WorkloadMetadata.of(service, service.name()))
                .withNewSpec()
                .withType("ClusterIP")
                .withSessionAffinity("None")
                .withSelector(WorkloadMetadata.selector(service))
                .addNewPort()
                .withName("http")
                .withPort(SERVICE_PORT)
                .withProtocol("TCP")
                .withNewTargetPort(service.port())
                .endPort()
                .endSpec()
                .build();
    }

    private static PodDisruptionBudget disruptionBudget(ResolvedService service) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(WorkloadMetadata.of(service, service.name()))
                .withNewSpec()
                .withNewMaxUnavailable(1)
                // A pod that never gets ready must not stop a node from being drained.
                .withUnhealthyPodEvictionPolicy("AlwaysAllow")
                .withNewSelector()
                .withMatchLabels(WorkloadMetadata.selector(service))
                .endSelector()
                .endSpec()
                .build();
    }
}
