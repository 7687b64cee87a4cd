package io.eventtopology.quickstart;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.Finding;
import java.util.List;
import java.util.stream.Stream;

/** The hazards that the planner sees, as status has them. */
final class Findings {
    private Findings() {}

    /** Findings of the topology and of all services, each once. */
    static List<Finding> of(World world) {
        EventTopology topology = world.objects().topology(World.TOPOLOGY);
        Stream<Finding> own = topology.getStatus() == null ? Stream.empty() : topology.getStatus().findings().stream();
        Stream<Finding> ofServices = world.objects().services().stream()
                .map(EventService::getStatus)
                .filter(status -> status != null)
                .flatMap(status -> status.findings().stream());
        return Stream.concat(own, ofServices).distinct().toList();
    }

    /** Shows them. */
    static void show(List<Finding> findings, Console console) {
        console.line("");
        if (findings.isEmpty()) {
            console.line("No finding: the planner sees no hazard.", Tint.FAINT);
        }
        for (Finding finding : findings) {
            console.line(finding.severity() + " " + finding.code() + ", " + finding.subject(), tint(finding));
            console.line("  " + finding.message());
            console.line("  → " + finding.fix(), Tint.FAINT);
        }
    }

    private static Tint tint(Finding finding) {
        return switch (finding.severity()) {
            case "Error" -> Tint.BAD;
            case "Warning" -> Tint.WARNING;
            default -> Tint.FAINT;
        };
    }
}
