package io.eventtopology.operator.status;

import io.eventtopology.crds.ChildRef;
import io.eventtopology.crds.Condition;
import io.eventtopology.crds.Finding;
import io.eventtopology.operator.apply.AppliedChild;
import io.eventtopology.operator.apply.PlanApplication.Outcome;
import io.eventtopology.planner.model.Severity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/** Tells people by Kubernetes Events what changed since the last status: never the same thing twice. */
public final class ChangeTeller {
    private final ResourceEvents events;

    /** Tells by these Events. */
    public ChangeTeller(ResourceEvents events) {
        this.events = events;
    }

    /** Tells of what was set right, of new findings and of new conflicts. */
    public void tell(
            HasMetadata resource,
            List<Finding> findingsBefore,
            List<Condition> conditionsBefore,
            List<Finding> findings,
            Outcome outcome) {
        outcome.reverted()
                .forEach(child -> events.warning(
                        resource,
                        "DriftReverted",
                        child.described() + " had been changed by hand and was set right: " + child.message()));
        noticed(resource, outcome.topics().notices());
        findings.stream()
                .filter(finding -> !finding.severity().equals(Severity.Info.name()))
                .filter(finding -> !findingsBefore.contains(finding))
                .forEach(finding -> events.warning(
                        resource, finding.code(), finding.subject() + ": " + finding.message() + " " + finding.fix()));
        outcome.children().stream()
                .filter(child -> child.result() == AppliedChild.Result.CONFLICT)
                .filter(child -> conditionsBefore.stream()
                        .noneMatch(condition -> condition.message().contains(child.message())))
                .forEach(child -> events.warning(resource, "Conflict", child.message()));
    }

    /** Tells of what was done on a Kafka cluster. */
    public void noticed(HasMetadata resource, List<String> notices) {
        notices.forEach(notice -> events.normal(resource, "KafkaNotice", notice));
    }

    /** Tells of KafkaTopics that left the plan and stay. */
    public void retained(HasMetadata resource, List<ChildRef> topics) {
        topics.forEach(topic -> events.normal(
                resource,
                "TopicRetained",
                "KafkaTopic " + topic.namespace() + "/" + topic.name() + " is not declared any more and stays, with its"
                        + " events"));
    }
}
