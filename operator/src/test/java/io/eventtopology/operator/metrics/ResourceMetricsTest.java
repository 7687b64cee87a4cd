package io.eventtopology.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.crds.Condition;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ResourceMetricsTest {
    private final AtomicReference<Collection<ReportedResource>> resources = new AtomicReference<>(List.of());
    private final OperatorMetrics metrics = new OperatorMetrics();

    @Test
    void aProblemIsShownUntilItIsMended() {
        metrics.watchResources(resources::get);
        resources.set(List.of(service("notify", condition("Ready", "False", "PodsNotReady"))));

        assertThat(lines("eventtopology_resource_problem{"))
                .singleElement()
                .asString()
                .contains("kind=\"EventService\"", "resource_namespace=\"shop\"", "resource=\"notify\"")
                .contains("condition=\"Ready\"", "reason=\"PodsNotReady\"");
        assertThat(count("EventService", "Ready", "False")).isEqualTo("1.0");

        resources.set(List.of(service("notify", condition("Ready", "True", "Ready"))));

        assertThat(lines("eventtopology_resource_problem{")).isEmpty();
        assertThat(count("EventService", "Ready", "False")).isEqualTo("0.0");
        assertThat(count("EventService", "Ready", "True")).isEqualTo("1.0");
    }

    @Test
    void stalledIsAProblemWhenItIsTrueAndOtherConditionsAreNotShown() {
        metrics.watchResources(resources::get);
        resources.set(List.of(service(
                "notify",
                condition("Stalled", "True", "Conflict"),
                condition("Reconciling", "True", "Conflict"),
                condition("Valid", "False", "UndeclaredEvent"))));

        assertThat(lines("eventtopology_resource_problem{"))
                .singleElement()
                .asString()
                .contains("Stalled");
    }

    @Test
    void whatWasNotReportedYetIsUnknown() {
        metrics.watchResources(resources::get);
        resources.set(List.of(service("notify")));

        assertThat(count("EventService", "Ready", "Unknown")).isEqualTo("1.0");
        assertThat(lines("eventtopology_resource_problem{")).isEmpty();
    }

    @Test
    void aStandbyDoesNotLead() {
        assertThat(lines("eventtopology_leader")).containsExactly("eventtopology_leader 0.0");

        metrics.leads();

        assertThat(lines("eventtopology_leader")).containsExactly("eventtopology_leader 1.0");
    }

    private static ReportedResource service(String name, Condition... conditions) {
        return new ReportedResource("EventService", "shop", name, List.of(conditions));
    }

    private static Condition condition(String type, String status, String reason) {
        return new Condition(type, status, 1L, "2026-01-01T00:00:00Z", reason, "");
    }

    private String count(String kind, String condition, String status) {
        return lines("eventtopology_resources{").stream()
                .filter(line -> line.contains("kind=\"" + kind + "\"")
                        && line.contains("condition=\"" + condition + "\"")
                        && line.contains("status=\"" + status + "\""))
                .map(line -> line.substring(line.indexOf("} ") + 2))
                .findFirst()
                .orElse("absent");
    }

    private List<String> lines(String start) {
        return metrics.scrape().lines().filter(line -> line.startsWith(start)).toList();
    }
}
