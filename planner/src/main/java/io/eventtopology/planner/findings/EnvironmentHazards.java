package io.eventtopology.planner.findings;

import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.workload.ContainerEnvironment;
import java.util.stream.Stream;

/** Declared environment variables that have no effect. */
final class EnvironmentHazards {
    private EnvironmentHazards() {}

    static Stream<Finding> of(ResolvedService service) {
        return ContainerEnvironment.overridden(service).stream()
                .map(name -> FindingCode.EnvOverridden.at(
                        "spec.env[" + name + "]",
                        "The operator sets " + name + " itself; the declared value has no effect.",
                        "Remove " + name + " from spec.env, or take another name for a variable of your own."));
    }
}
