package io.eventtopology.operator.status;

import io.eventtopology.crds.Finding;
import io.eventtopology.crds.TopicStatus;
import io.eventtopology.operator.apply.AppliedChild;
import io.eventtopology.operator.apply.AppliedChild.Result;
import io.eventtopology.operator.broker.BrokerProblem;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.Severity;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns what was found, applied and observed into conditions; shared by both kinds. */
public final class Verdict {
    /** Errors that mend themselves when something else appears: any order of applying works. */
    private static final Set<String> WAITING_FINDINGS =
            Set.of(FindingCode.TopologyNotFound.name(), FindingCode.ClusterNotFound.name());

    /** Reasons of topics that mend themselves. */
    private static final Set<String> WAITING_TOPICS = Set.of(
            "TopicPending",
            "Creating",
            "Adopting",
            "BrokerUnavailable",
            "AppearedMeanwhile",
            "NotShownYet",
            "InternalError",
            "UnknownTopic");

    private final Conditions conditions;
    private boolean stalled;

    /** A verdict that goes into these conditions. */
    public Verdict(Conditions conditions) {
        this.conditions = conditions;
    }

    /** Whether a person has to do something. */
    public boolean isStalled() {
        return stalled;
    }

    /** Valid: no finding is an error. */
    public void findings(List<Finding> findings) {
        List<Finding> errors = findings.stream()
                .filter(f -> f.severity().equals(Severity.Error.name()))
                .toList();
        if (errors.isEmpty()) {
            conditions.isTrue(ConditionType.Valid, "Valid", "");
            return;
        }
        stalled |= errors.stream().anyMatch(f -> !WAITING_FINDINGS.contains(f.code()));
        conditions.isFalse(
                ConditionType.Valid,
                errors.getFirst().code(),
                errors.stream()
                        .map(f -> f.subject() + ": " + f.message() + " " + f.fix())
                        .collect(Collectors.joining(" ")));
    }

    /** TopicsReady: all topics are as declared, and the KafkaTopic objects are in place. */
    public void topics(List<TopicStatus> topics, Collection<AppliedChild> objects) {
        List<TopicStatus> notReady = topics.stream().filter(t -> !t.ready()).toList();
        if (objects.stream().anyMatch(c -> !c.isInPlace())) {
            objects(ConditionType.TopicsReady, objects, "TopicsReady", "");
            return;
        }
        if (notReady.isEmpty()) {
            conditions.isTrue(
                    ConditionType.TopicsReady,
                    "TopicsReady",
                    topics.isEmpty() ? "No topics are needed" : topics.size() + " topics are as declared");
            return;
        }
        stalled |= notReady.stream().anyMatch(t -> !WAITING_TOPICS.contains(String.valueOf(t.reason())));
        TopicStatus first = notReady.stream()
                .filter(t -> !WAITING_TOPICS.contains(String.valueOf(t.reason())))
                .findFirst()
                .orElse(notReady.getFirst());
        conditions.isFalse(
                ConditionType.TopicsReady,
                word(first.reason()),
                notReady.size() + " of " + topics.size() + " topics are not ready: "
                        + notReady.stream()
                                .map(t -> t.message() == null ? t.name() : t.message())
                                .collect(Collectors.joining("; ")));
    }

    /** An aspect that holds when these objects are in place. */
    public boolean objects(ConditionType type, Collection<AppliedChild> objects, String reason, String message) {
        List<AppliedChild> broken = objects.stream().filter(c -> !c.isInPlace()).toList();
        if (broken.isEmpty()) {
            conditions.isTrue(type, reason, message);
            return true;
        }
        stalled |= broken.stream().anyMatch(c -> c.result() == Result.CONFLICT || c.result() == Result.REFUSED);
        AppliedChild first = broken.getFirst();
        conditions.isFalse(
                type,
                switch (first.result()) {
                    case CONFLICT -> "Conflict";
                    case KIND_MISSING -> "CustomResourceDefinitionMissing";
                    case REFUSED -> "Refused";
                    default -> "Retrying";
                },
                broken.stream().map(AppliedChild::message).distinct().collect(Collectors.joining("; ")));
        return false;
    }

    /** Aspects of which an erroneous declaration says nothing: what is there stays as it is. */
    public void notPlanned(List<ConditionType> aspects) {
        aspects.forEach(aspect -> conditions.isUnknown(
                aspect, "NotPlanned", "What is there stays as it is until the errors of the declaration are mended"));
    }

    /** An aspect that waits for others. */
    public void waits(ConditionType type, String reason, String message) {
        conditions.isFalse(type, reason, message);
    }

    /** An aspect said elsewhere, which a person has to do something about. */
    public void needsPerson() {
        stalled = true;
    }

    /** An aspect that a Kafka cluster stands in the way of. */
    public void broker(ConditionType type, String reason, List<BrokerProblem> problems) {
        stalled |= problems.stream()
                .anyMatch(problem -> !WAITING_TOPICS.contains(problem.reason().name()));
        conditions.isFalse(
                type,
                reason,
                problems.stream()
                        .map(problem -> problem.reason() + ": " + problem.message())
                        .distinct()
                        .collect(Collectors.joining("; ")));
    }

    private static String word(@Nullable String reason) {
        return reason == null || !reason.matches("[A-Za-z][A-Za-z0-9_]*") ? "TopicNotReady" : reason;
    }
}
