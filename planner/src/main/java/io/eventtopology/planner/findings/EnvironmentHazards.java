package io.eventtopology.planner.findings;

import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.workload.ContainerEnvironment;
import io.eventtopology.planner.workload.EventSchemas;
import java.util.stream.Stream;

/** Declared environment variables that have no effect, and schemas that do not fit into the environment. */
final class EnvironmentHazards {
    private static final int KIBIBYTE = 1024;

    private EnvironmentHazards() {}

    static Stream<Finding> of(ResolvedService service) {
        return Stream.concat(overridden(service), notChecked(service));
    }

    private static Stream<Finding> overridden(ResolvedService service) {
        return ContainerEnvironment.overridden(service).stream()
                .map(name -> FindingCode.EnvOverridden.at(
                        "spec.env[" + name + "]",
                        "The operator sets " + name + " itself; the declared value has no effect.",
                        "Remove " + name + " from spec.env, or take another name for a variable of your own."));
    }

    private static Stream<Finding> notChecked(ResolvedService service) {
        if (!service.isRunByOperator()) {
            return Stream.empty();
        }
        EventSchemas schemas = EventSchemas.of(service);
        return schemas.leftOut().keySet().stream()
                .map(type -> FindingCode.SchemaNotChecked.at(
                        Subjects.publication(type),
                        "What the service publishes as " + type + " is not checked: with the schema of " + type + " ("
                                + kibibytes(schemas.bytesOf(type)) + "), EVENT_SCHEMAS would be too large: "
                                + kibibytes(schemas.bytesOfAll()) + " for all that it publishes, where "
                                + kibibytes(EventSchemas.MOST_BYTES)
                                + " are left of the 128 KiB of one environment variable on Linux.",
                        "Shorten the schema, for example its descriptions, or split the service."));
    }

    private static String kibibytes(int bytes) {
        return (bytes + KIBIBYTE - 1) / KIBIBYTE + " KiB";
    }
}
