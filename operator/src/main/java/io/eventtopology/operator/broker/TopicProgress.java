package io.eventtopology.operator.broker;

import io.eventtopology.operator.broker.BrokerProblem.Reason;
import io.eventtopology.operator.broker.TopicObservation.Outcome;
import io.eventtopology.planner.model.DesiredTopic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One topic on its way through a reconciliation: what was found, what was written, what went wrong. */
final class TopicProgress {
    private final TopicRequest request;
    private final List<Finding> findings = new ArrayList<>();
    private Outcome outcome = Outcome.Unchanged;
    private TopicReader.@Nullable Existing existing;
    private boolean raises;
    private List<ConfigurationCorrection> differences = List.of();
    private List<ConfigurationCorrection> corrections = List.of();
    private @Nullable String note;

    private record Finding(Outcome outcome, BrokerProblem problem) {}

    TopicProgress(TopicRequest request) {
        this.request = request;
    }

    DesiredTopic topic() {
        return request.topic();
    }

    /** Takes what the broker reports, and finds what to write; for a topic of somebody else nothing. */
    void found(TopicReader.Existing found, ClusterConnection connection) {
        existing = found;
        if (!found.topicId().equals(request.recordedTopicId())) {
            if (!request.mayAdopt()) {
                findings.add(new Finding(Outcome.Conflict, conflict(found, connection)));
                return;
            }
            happened(Outcome.Adopted);
        }
        refuseWhatIsNeverDone(found);
        raises = topic().partitions() > found.partitions();
        differences = ConfigurationComparison.differences(request, found);
    }

    private BrokerProblem conflict(TopicReader.Existing found, ClusterConnection connection) {
        String recorded = request.recordedTopicId();
        if (recorded == null) {
            return new BrokerProblem(
                    Reason.ForeignTopic,
                    "Topic %s already exists on %s and is not ours (its id is %s): choose another event type, or set adoptionPolicy to Existing to take it over"
                            .formatted(topic().name(), connection.described(), found.topicId()));
        }
        return new BrokerProblem(
                Reason.RecreatedTopic,
                "Topic %s was deleted and created again by somebody else on %s (its id is %s, ours was %s): delete it to have ours created, or set adoptionPolicy to Existing to take it over"
                        .formatted(topic().name(), connection.described(), found.topicId(), recorded));
    }

    private void refuseWhatIsNeverDone(TopicReader.Existing found) {
        if (topic().partitions() < found.partitions()) {
            findings.add(new Finding(
                    Outcome.Refused,
                    new BrokerProblem(
                            Reason.PartitionDecrease,
                            "Topic %s has %d partitions and Kafka cannot lower that to %d: set partitions to %d or declare a new event"
                                    .formatted(
                                            topic().name(),
                                            found.partitions(),
                                            topic().partitions(),
                                            found.partitions()))));
        }
        Integer replicas = topic().replicas();
        if (replicas != null && replicas != found.replicas()) {
            findings.add(new Finding(
                    Outcome.Refused,
                    new BrokerProblem(
                            Reason.ReplicasChange,
                            "Topic %s has replication factor %d and the operator does not change that to %d: set replicas to %d, or reassign the partitions with Kafka's tools first"
                                    .formatted(topic().name(), found.replicas(), replicas, found.replicas()))));
        }
    }

    /** Whether partitions are to be added. */
    boolean raises() {
        return raises;
    }

    /** Configuration entries to set right. */
    List<ConfigurationCorrection> differences() {
        return differences;
    }

    /** Whether a later look shows the partitions that were added. */
    boolean hasPartitions(TopicReader.Existing seen) {
        return seen.partitions() >= topic().partitions();
    }

    /** Whether a later look shows the configuration that was set. */
    boolean hasConfiguration(TopicReader.Existing seen) {
        return ConfigurationComparison.differences(request, seen).isEmpty();
    }

    void failed(BrokerProblem problem) {
        findings.add(new Finding(Outcome.Failed, problem));
    }

    void created(TopicReader.Existing seen) {
        existing = seen;
        happened(Outcome.Created);
        if (request.recordedTopicId() != null) {
            note = "Topic %s had been deleted (its id was %s) and was created anew: the events that it held are gone"
                    .formatted(topic().name(), request.recordedTopicId());
        }
    }

    void raised(TopicReader.Existing seen) {
        existing = seen;
        happened(Outcome.PartitionsRaised);
    }

    void corrected(TopicReader.Existing seen) {
        existing = seen;
        corrections = differences;
        happened(Outcome.ConfigurationCorrected);
    }

    private void happened(Outcome next) {
        if (next.compareTo(outcome) > 0) {
            outcome = next;
        }
    }

    TopicObservation observation() {
        Set<String> keys = new TreeSet<>(topic().config().keySet());
        TopicState state = existing == null ? null : existing.state(keys);
        if (findings.isEmpty()) {
            return new TopicObservation(topic().name(), outcome, state, corrections, null, note);
        }
        List<Finding> worstFirst = findings.stream()
                .sorted(Comparator.comparing(Finding::outcome).reversed())
                .toList();
        String message = String.join(
                ". ",
                worstFirst.stream()
                        .map(finding -> finding.problem().message())
                        .distinct()
                        .toList());
        Finding worst = worstFirst.getFirst();
        return new TopicObservation(
                topic().name(),
                worst.outcome(),
                state,
                corrections,
                new BrokerProblem(worst.problem().reason(), message),
                note);
    }
}
