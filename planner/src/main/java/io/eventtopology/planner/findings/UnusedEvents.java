package io.eventtopology.planner.findings;

import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedEvent;
import io.eventtopology.planner.model.ResolvedTopology;
import java.util.stream.Stream;

/** Events that nobody publishes or consumes. */
final class UnusedEvents {
    private UnusedEvents() {}

    static Stream<Finding> of(ResolvedTopology topology, Usage usage) {
        return topology.events().stream()
                .map(ResolvedEvent::type)
                .flatMap(type -> Stream.concat(withoutPublisher(type, usage), withoutConsumer(type, usage)));
    }

    private static Stream<Finding> withoutPublisher(String type, Usage usage) {
        return usage.publishersOf(type).isEmpty()
                ? Stream.of(FindingCode.EventWithoutPublisher.at(
                        Subjects.event(type),
                        "No EventService publishes " + type + "."
                                + (usage.consumersOf(type).isEmpty()
                                        ? ""
                                        : " Waiting in vain, unless somebody outside does: "
                                                + String.join(", ", usage.consumersOf(type)) + "."),
                        "List " + type
                                + " under spec.publishes of the service that publishes it, or remove the event."))
                : Stream.empty();
    }

    private static Stream<Finding> withoutConsumer(String type, Usage usage) {
        return usage.consumersOf(type).isEmpty()
                ? Stream.of(FindingCode.EventWithoutConsumer.at(
                        Subjects.event(type),
                        "No EventService consumes " + type + ": nobody reacts when it happens.",
                        "List " + type + " under spec.subscribes of a service, or remove the event."))
                : Stream.empty();
    }
}
