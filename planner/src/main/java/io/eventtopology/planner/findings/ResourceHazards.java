package io.eventtopology.planner.findings;

import io.eventtopology.crds.Finding;
import io.eventtopology.crds.Resources;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.workload.Quantities;
import java.util.Map;
import java.util.stream.Stream;

/** Compute resources that are no quantities: the schema refuses them, but an older one may have let them in. */
final class ResourceHazards {
    private ResourceHazards() {}

    static Stream<Finding> of(ResolvedService service) {
        Resources resources = service.resources();
        return resources == null
                ? Stream.empty()
                : Stream.concat(
                        findings("spec.resources.requests.", resources.requests()),
                        findings("spec.resources.limits.", resources.limits()));
    }

    private static Stream<Finding> findings(String path, Map<String, String> quantities) {
        return quantities.entrySet().stream()
                .filter(quantity -> !Quantities.isQuantity(quantity.getValue()))
                .map(quantity -> FindingCode.UnreadableSpec.at(
                        path + quantity.getKey(),
                        "\"" + quantity.getValue() + "\" is no quantity.",
                        "Write a number with a unit, for example 500m, 2 or 512Mi, and apply the resource again."));
    }
}
