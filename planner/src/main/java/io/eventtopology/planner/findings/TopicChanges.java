package io.eventtopology.planner.findings;

import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.EventTopologyStatus;
import io.eventtopology.crds.Finding;
import io.eventtopology.crds.TopicStatus;
import io.eventtopology.planner.model.BrokerKind;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.ResolvedEvent;
import io.eventtopology.planner.model.ResolvedTopology;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What changes of a topology do to topics that were observed before. */
final class TopicChanges {
    private TopicChanges() {}

    static Stream<Finding> of(ResolvedTopology topology, EventTopology declared) {
        EventTopologyStatus status = declared.getStatus();
        if (status == null) {
            return Stream.empty();
        }
        KafkaCluster cluster = topology.kafka();
        return Stream.concat(
                brokerChanged(topology, status),
                cluster == null
                        ? Stream.empty()
                        : topology.events().stream()
                                .filter(event -> event.claimedBy() == null)
                                .flatMap(event -> observed(status, event, cluster).stream()
                                        .flatMap(topic -> changes(event, topic))));
    }

    private static Stream<Finding> brokerChanged(ResolvedTopology topology, EventTopologyStatus status) {
        String kind = BrokerKind.of(topology.broker()).member();
        if (status.broker() != null && !status.broker().equals(kind)) {
            return Stream.of(brokerChanged(status.broker(), kind));
        }
        KafkaCluster cluster = topology.kafka();
        if (cluster == null) {
            return Stream.empty();
        }
        SortedSet<String> others = new TreeSet<>();
        for (TopicStatus topic : status.topics()) {
            if (topic.cluster() != null && !topic.cluster().equals(cluster.id())) {
                others.add(topic.cluster());
            }
        }
        return others.isEmpty()
                ? Stream.empty()
                : Stream.of(
                        brokerChanged("Kafka cluster " + String.join(", ", others), "Kafka cluster " + cluster.id()));
    }

    private static Finding brokerChanged(String from, String to) {
        return FindingCode.BrokerChanged.at(
                Subjects.BROKER,
                "The topology moved from " + from + " to " + to + ". Events that are not consumed yet stay on " + from
                        + " and are not delivered any more; consumers start on " + to + " without offsets.",
                "Let the publishers pause and the consumers catch up before you move, or copy what is left to " + to
                        + ".");
    }

    private static Optional<TopicStatus> observed(
            EventTopologyStatus status, ResolvedEvent event, KafkaCluster cluster) {
        List<TopicStatus> topics = status.topics();
        return topics.stream()
                .filter(topic -> topic.name().equals(event.topic().name()))
                .filter(topic -> topic.cluster() == null || topic.cluster().equals(cluster.id()))
                .findFirst();
    }

    private static Stream<Finding> changes(ResolvedEvent event, TopicStatus topic) {
        return Stream.concat(partitions(event, topic.partitions()), replicas(event, topic.replicas()));
    }

    private static Stream<Finding> partitions(ResolvedEvent event, @Nullable Integer observed) {
        int wanted = event.topic().partitions();
        // No partitions: the topic is about to be created.
        if (observed == null || observed == 0 || observed == wanted) {
            return Stream.empty();
        }
        String subject = Subjects.event(event.type()) + ".partitions";
        if (wanted < observed) {
            return Stream.of(FindingCode.PartitionDecrease.at(
                    subject,
                    "The topic has " + observed + " partitions and keeps them: Kafka never lowers the number to "
                            + wanted + ".",
                    "Set partitions to " + observed + ", or declare a new event type and move to it."));
        }
        if (event.key() == null) {
            return Stream.empty();
        }
        return Stream.of(FindingCode.PartitionsOfKeyedEvent.at(
                subject,
                "From " + observed + " to " + wanted + " partitions, events with one value of " + event.key()
                        + " can move to another partition: new ones can overtake old ones that are not consumed yet.",
                "Let the consumers catch up while the publishers pause, then raise the number; or accept this once."));
    }

    private static Stream<Finding> replicas(ResolvedEvent event, @Nullable Integer observed) {
        Integer wanted = event.topic().replicas();
        if (wanted == null || observed == null || observed.equals(wanted)) {
            return Stream.empty();
        }
        return Stream.of(
                FindingCode.ReplicasChanged.at(
                        Subjects.event(event.type()) + ".replicas",
                        "The topic has " + observed + " replicas; the operator does not change this to " + wanted
                                + ", because it means moving all data between brokers.",
                        "Set replicas to " + observed
                                + ", or move the replicas with the tools of your cluster, for example Cruise Control, and then declare the new number."));
    }
}
