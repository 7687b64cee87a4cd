package io.eventtopology.planner.findings;

import io.eventtopology.crds.Deprecation;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedEvent;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Events on their way out that are still used. */
final class DeprecatedEvents {
    private DeprecatedEvents() {}

    /** For the owner of the events: who still uses them. */
    static Stream<Finding> of(ResolvedTopology topology, Usage usage) {
        return topology.events().stream().flatMap(event -> {
            Deprecation deprecation = event.deprecated();
            List<String> users = users(event.type(), usage);
            return deprecation == null || users.isEmpty()
                    ? Stream.empty()
                    : Stream.of(FindingCode.DeprecatedEvent.at(
                            Subjects.event(event.type()),
                            "Event " + event.type() + " is deprecated" + details(deprecation) + ", and still "
                                    + String.join(" and ", users) + ".",
                            "Ask their owners to " + move(deprecation) + " before you remove the event."));
        });
    }

    /** For the owner of a service: which of the events that it uses are on their way out. */
    static Stream<Finding> of(ResolvedService service) {
        return Stream.concat(
                service.publishes().stream()
                        .flatMap(p -> finding(Subjects.publication(p.event().type()), p.event())),
                service.subscribes().stream()
                        .flatMap(s -> finding(Subjects.subscription(s.event().type()), s.event())));
    }

    private static Stream<Finding> finding(String subject, ResolvedEvent event) {
        Deprecation deprecation = event.deprecated();
        if (deprecation == null) {
            return Stream.empty();
        }
        String move = move(deprecation);
        return Stream.of(FindingCode.DeprecatedEvent.at(
                subject,
                "Event " + event.type() + " is deprecated" + details(deprecation) + ".",
                Character.toUpperCase(move.charAt(0)) + move.substring(1) + "."));
    }

    private static List<String> users(String type, Usage usage) {
        List<String> users = new ArrayList<>();
        if (!usage.publishersOf(type).isEmpty()) {
            users.add("published by " + String.join(", ", usage.publishersOf(type)));
        }
        if (!usage.consumersOf(type).isEmpty()) {
            users.add("consumed by " + String.join(", ", usage.consumersOf(type)));
        }
        return users;
    }

    private static String details(Deprecation deprecation) {
        return (deprecation.replacedBy() == null ? "" : ", replaced by " + deprecation.replacedBy())
                + (deprecation.sunset() == null ? "" : ", to be gone by " + deprecation.sunset());
    }

    private static String move(Deprecation deprecation) {
        return deprecation.replacedBy() == null ? "stop using it" : "move to " + deprecation.replacedBy();
    }
}
