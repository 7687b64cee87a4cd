package io.eventtopology.planner.findings;

import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.workload.SidecarPorts;
import java.util.stream.Stream;

/** A port that app and sidecar would both listen on: one of them would not start. */
final class PortHazards {
    private PortHazards() {}

    static Stream<Finding> of(ResolvedService service) {
        return service.isRunByOperator()
                ? SidecarPorts.purpose(service.port()).stream()
                        .map(purpose -> FindingCode.PortOfSidecar.at(
                                "spec.port",
                                "In the pod of the service, port " + service.port() + " belongs to " + purpose
                                        + ": app and sidecar share their ports, and one of them would not start.",
                                "Let the app listen on another port, for example 8080, and set spec.port to it."))
                : Stream.empty();
    }
}
