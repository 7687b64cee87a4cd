package io.eventtopology.planner.findings;

import io.eventtopology.crds.EventDeclaration;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.findings.Portability.Feature;
import io.eventtopology.planner.findings.Portability.Level;
import io.eventtopology.planner.findings.Portability.Support;
import io.eventtopology.planner.model.BrokerKind;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedEvent;
import io.eventtopology.planner.model.ResolvedTopology;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Features that a topology asks for, or that people expect of events, and that its broker lacks; see {@link Portability}. */
final class LostFeatures {
    private static final String RETENTION = "retention.ms";
    private static final String CHOOSE_ANOTHER = "docs/brokers.md compares the brokers.";

    private LostFeatures() {}

    static Stream<Finding> of(ResolvedTopology topology, EventTopology declared, Usage usage) {
        BrokerKind broker = BrokerKind.of(topology.broker());
        return Stream.of(
                        order(topology, broker),
                        replay(broker),
                        retention(declared, broker),
                        crossService(topology, broker, usage))
                .flatMap(findings -> findings);
    }

    private static Stream<Finding> order(ResolvedTopology topology, BrokerKind broker) {
        Support support = Portability.of(broker, Feature.ORDER_BY_KEY);
        if (support.level() == Level.SUPPORTED) {
            return Stream.empty();
        }
        return topology.events().stream()
                .filter(event -> event.key() != null)
                .map(event -> FindingCode.OrderByKeyLost.at(
                        Subjects.event(event.type()) + ".key",
                        "On " + broker.member() + " events with one " + event.key() + " do not keep their order: "
                                + support.reason() + ".",
                        "Make the consumers independent of the order, or choose a broker that keeps it. "
                                + CHOOSE_ANOTHER));
    }

    private static Stream<Finding> replay(BrokerKind broker) {
        Support support = Portability.of(broker, Feature.REPLAY);
        // Of the in-memory broker nobody expects it.
        if (support.level() == Level.SUPPORTED || broker == BrokerKind.IN_MEMORY) {
            return Stream.empty();
        }
        return Stream.of(FindingCode.ReplayLost.at(
                Subjects.BROKER,
                "On " + broker.member() + " past events cannot be replayed to a new or reset consumer: "
                        + support.reason() + ".",
                "Deploy consumers before their publishers, or choose a broker that replays. " + CHOOSE_ANOTHER));
    }

    private static Stream<Finding> retention(EventTopology declared, BrokerKind broker) {
        Support support = Portability.of(broker, Feature.RETENTION);
        if (support.level() == Level.SUPPORTED) {
            return Stream.empty();
        }
        return declared.getSpec().events().stream()
                .filter(LostFeatures::declaresRetention)
                .map(event -> FindingCode.RetentionLost.at(
                        Subjects.event(event.type()) + ".retention",
                        "On " + broker.member() + " the declared retention has no effect: " + support.reason() + ".",
                        "Remove retention from the event, or choose a broker that keeps it. " + CHOOSE_ANOTHER));
    }

    private static boolean declaresRetention(EventDeclaration event) {
        return event.retention() != null || event.config().containsKey(RETENTION);
    }

    private static Stream<Finding> crossService(ResolvedTopology topology, BrokerKind broker, Usage usage) {
        Support support = Portability.of(broker, Feature.CROSS_SERVICE);
        if (support.level() == Level.SUPPORTED) {
            return Stream.empty();
        }
        return topology.events().stream().map(ResolvedEvent::type).flatMap(type -> {
            SortedSet<String> unreached = new TreeSet<>(usage.consumersOf(type));
            unreached.removeAll(usage.publishersOf(type));
            return unreached.isEmpty() || usage.publishersOf(type).isEmpty()
                    ? Stream.empty()
                    : Stream.of(FindingCode.InMemoryBroker.at(
                            Subjects.event(type),
                            "Event " + type + " of " + String.join(", ", usage.publishersOf(type)) + " never reaches "
                                    + String.join(", ", unreached) + ": " + support.reason() + ".",
                            "Choose a broker that connects services. " + CHOOSE_ANOTHER));
        });
    }
}
