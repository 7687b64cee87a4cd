package io.eventtopology.operator.metrics;

import io.eventtopology.crds.Condition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Resources by condition, and each problem with the resource that has it. Worked out when Prometheus asks, from the caches, which
 * every replica keeps, whether it leads or not: queries take the maximum over the replicas.
 *
 * <p>Labels are not called namespace and name, because Prometheus gives those names to the pod that it scrapes.
 */
final class ResourceMetrics {
    static final List<String> KINDS = List.of("EventTopology", "EventService");
    private static final List<String> STATUSES = List.of("True", "False", "Unknown");

    /** Conditions that people wait for or are alerted by, and the status that is a problem. */
    private static final Map<String, String> PROBLEMS =
            Map.of("Ready", "False", "Stalled", "True", "DeliveryVerified", "False");

    private final Supplier<Collection<ReportedResource>> resources;
    private final MultiGauge counts;
    private final MultiGauge problems;

    ResourceMetrics(MeterRegistry registry, Supplier<Collection<ReportedResource>> resources) {
        this.resources = resources;
        counts = MultiGauge.builder("eventtopology.resources")
                .description("Resources by the status of their conditions; Unknown also before the first report")
                .register(registry);
        problems = MultiGauge.builder("eventtopology.resource.problem")
                .description("1 for each resource that is not Ready, Stalled, or whose delivery is not verified")
                .register(registry);
    }

    /** Works everything out anew. */
    void refresh() {
        Collection<ReportedResource> all = resources.get();
        List<Row<?>> counted = new ArrayList<>();
        for (String kind : KINDS) {
            for (String condition : PROBLEMS.keySet()) {
                for (String status : STATUSES) {
                    long number = all.stream()
                            .filter(r ->
                                    r.kind().equals(kind) && r.status(condition).equals(status))
                            .count();
                    counted.add(Row.of(Tags.of("kind", kind, "condition", condition, "status", status), number));
                }
            }
        }
        counts.register(counted, true);

        List<Row<?>> found = new ArrayList<>();
        for (ReportedResource resource : all) {
            for (Condition condition : resource.conditions()) {
                if (condition.status().equals(PROBLEMS.get(condition.type()))) {
                    found.add(Row.of(
                            Tags.of(
                                    "kind",
                                    resource.kind(),
                                    "resource_namespace",
                                    resource.namespace(),
                                    "resource",
                                    resource.name(),
                                    "condition",
                                    condition.type(),
                                    "reason",
                                    condition.reason()),
                            1));
                }
            }
        }
        problems.register(found, true);
    }
}
