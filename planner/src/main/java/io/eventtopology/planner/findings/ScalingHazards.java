package io.eventtopology.planner.findings;

import io.eventtopology.crds.Finding;
import io.eventtopology.crds.Scaling;
import io.eventtopology.planner.model.BrokerKind;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedSubscription;
import io.eventtopology.planner.workload.Replicas;
import java.util.List;
import java.util.stream.Stream;

/** Scaling that cannot work as declared. */
final class ScalingHazards {
    private ScalingHazards() {}

    /** What the service itself shows. */
    static Stream<Finding> of(ResolvedService service) {
        Scaling scaling = service.scaling();
        if (scaling == null) {
            return Stream.empty();
        }
        List<ResolvedSubscription> lagging = lagging(service);
        if (lagging.isEmpty()) {
            return Stream.of(FindingCode.ScalingGroup.at(
                    Subjects.SCALING,
                    "The service has no Kafka subscription, and only Kafka has a consumer lag to scale by: "
                            + Math.max(1, Replicas.fewest(scaling)) + " replicas run, whatever the load.",
                    "Remove spec.scaling and set spec.replicas, or scale the Deployment by other means."));
        }
        int partitions = lagging.stream()
                .mapToInt(subscription -> subscription.event().topic().partitions())
                .max()
                .orElseThrow();
        int most = Replicas.most(scaling);
        if (most <= partitions) {
            return Stream.empty();
        }
        return Stream.of(FindingCode.ScalingGroup.at(
                Subjects.SCALING,
                "The consumer group never uses more than " + partitions
                        + " replicas, one for each partition of its largest topic: of " + most + " replicas "
                        + (most - partitions) + " would be idle.",
                "Set spec.scaling.maxReplicas to " + partitions + ", or raise the partitions of the events."));
    }

    /** What the installation cannot do. */
    static Stream<Finding> of(ResolvedService service, Platform platform) {
        Scaling scaling = service.scaling();
        if (scaling == null || platform.keda() || lagging(service).isEmpty()) {
            return Stream.empty();
        }
        return Stream.of(FindingCode.KedaMissing.at(
                Subjects.SCALING,
                "KEDA is not installed in the cluster, so nothing scales the service: it runs with "
                        + Math.max(1, Replicas.fewest(scaling)) + " replicas.",
                "Install KEDA; the operator then scales the service. Or remove spec.scaling and set spec.replicas."));
    }

    private static List<ResolvedSubscription> lagging(ResolvedService service) {
        return service.subscribes().stream()
                .filter(subscription -> BrokerKind.of(subscription.topology().broker()) == BrokerKind.KAFKA)
                .toList();
    }
}
