package io.eventtopology.operator.admission;

import io.eventtopology.crds.AcceptedSchema;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.EventTopologyStatus;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.Planner;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.Plan;
import io.eventtopology.planner.model.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is refused of topologies, and what is said about them. */
final class TopologyRules {
    /**
     * Wrong in the resource alone: nothing that others create, change or delete mends it. Not among them: whatever a reference leads
     * to, and {@code ReplicasChanged}, which is mended at the broker.
     */
    private static final Set<String> WRONG_IN_ITSELF = Set.of(
            FindingCode.UnreadableSpec.name(),
            FindingCode.TopicNameTooLong.name(),
            FindingCode.TopicNameShared.name(),
            FindingCode.PartitionDecrease.name(),
            FindingCode.SchemaBreak.name());

    private final Catalog catalog;
    private final Planner planner;
    private final Contest contest;
    private final EventUsers users;

    TopologyRules(Catalog catalog, Platform platform) {
        this.catalog = catalog;
        this.planner = new Planner(platform);
        this.contest = new Contest(catalog, platform);
        this.users = new EventUsers(catalog, platform);
    }

    /** Judges a new topology, or a change of one. */
    Verdict judge(EventTopology proposed, @Nullable EventTopology stored) {
        List<Finding> before = List.of();
        if (stored != null) {
            Plan plan = planner.plan(stored, ProposedCatalog.with(catalog, stored));
            before = plan.findings();
            proposed.setStatus(with(stored.getStatus(), plan.acceptedSchemas()));
        }
        List<Finding> findings =
                planner.plan(proposed, ProposedCatalog.with(catalog, proposed)).findings();
        List<Finding> refusals =
                new ArrayList<>(NewErrors.of(findings, before, finding -> WRONG_IN_ITSELF.contains(finding.code())));
        refusals.addAll(contest.lost(proposed, stored));
        if (stored != null) {
            refusals.addAll(users.ofRemovedEvents(proposed, stored));
        }
        return Verdict.of(refusals, without(findings, refusals));
    }

    /** Judges a deletion: never refused, because whoever deletes a folder of resources would depend on the order. */
    Verdict judgeDeletion(EventTopology stored) {
        return Verdict.of(List.of(), users.ofAllEvents(stored));
    }

    /** What is refused is said once. */
    private static List<Finding> without(List<Finding> findings, List<Finding> refusals) {
        return findings.stream()
                .filter(finding -> refusals.stream()
                        .noneMatch(refusal -> refusal.code().equals(finding.code())
                                && refusal.subject().equals(finding.subject())))
                .toList();
    }

    /**
     * The status that the change is compared with. Its schemas are those that count once the stored topology is reconciled, which
     * may still be to come.
     */
    private static EventTopologyStatus with(@Nullable EventTopologyStatus status, List<AcceptedSchema> schemas) {
        EventTopologyStatus known = Objects.requireNonNullElseGet(status, EventTopologyStatus::empty);
        return new EventTopologyStatus(
                known.observedGeneration(),
                known.conditions(),
                known.broker(),
                known.eventCount(),
                known.serviceCount(),
                known.topics(),
                known.children(),
                known.findings(),
                schemas);
    }
}
