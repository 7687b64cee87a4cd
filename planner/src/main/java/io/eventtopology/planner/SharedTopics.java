package io.eventtopology.planner;

import io.eventtopology.crds.AwsSnsSqsBroker;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedEvent;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.naming.SnsTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Events of a topology that have one topic, because the broker does not tell their types apart. */
final class SharedTopics {
    private final UnaryOperator<String> topicOf;
    private final SortedMap<String, List<String>> events = new TreeMap<>();

    SharedTopics(ResolvedTopology topology) {
        AwsSnsSqsBroker aws = topology.broker().awsSnsSqs();
        boolean fifo = aws != null && Boolean.TRUE.equals(aws.fifo());
        this.topicOf = aws == null ? type -> type : type -> SnsTopics.of(type, fifo);
        topology.events().stream()
                .map(ResolvedEvent::type)
                .distinct()
                .forEach(type -> events.computeIfAbsent(topicOf.apply(type), topic -> new ArrayList<>())
                        .add(type));
    }

    /** What is wrong with the event; empty when it has its topic for itself. */
    Optional<Finding> finding(String type, String subject) {
        String topic = topicOf.apply(type);
        List<String> sharing = events.getOrDefault(topic, List.of());
        if (sharing.size() < 2) {
            return Optional.empty();
        }
        return Optional.of(FindingCode.TopicNameShared.at(
                subject,
                "On awsSnsSqs the events " + String.join(", ", sharing) + " have one topic, " + topic
                        + ": Dapr leaves dots out of its name and cuts it. Who consumes one of them gets all.",
                "Give events other types, so that their topics differ without the dots too."));
    }
}
