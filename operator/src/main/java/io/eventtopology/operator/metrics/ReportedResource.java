package io.eventtopology.operator.metrics;

import io.eventtopology.crds.Condition;
import java.util.List;

/**
 * A resource and what its status says.
 *
 * @param kind EventTopology or EventService
 * @param conditions empty before the first report
 */
public record ReportedResource(String kind, String namespace, String name, List<Condition> conditions) {
    /** Keeps the conditions as they are now. */
    public ReportedResource {
        conditions = List.copyOf(conditions);
    }

    /** Status of a condition: True, False or Unknown. */
    String status(String condition) {
        return conditions.stream()
                .filter(c -> c.type().equals(condition))
                .map(Condition::status)
                .findFirst()
                .orElse("Unknown");
    }
}
