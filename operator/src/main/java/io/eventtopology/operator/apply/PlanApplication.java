package io.eventtopology.operator.apply;

import io.eventtopology.crds.AdoptionPolicy;
import io.eventtopology.crds.ChildRef;
import io.eventtopology.crds.DeletionPolicy;
import io.eventtopology.crds.TopicStatus;
import io.eventtopology.operator.apply.AppliedChild.Result;
import io.eventtopology.operator.apply.ChildPruner.Pruned;
import io.eventtopology.operator.topics.DirectTopics;
import io.eventtopology.operator.topics.Release;
import io.eventtopology.operator.topics.StrimziTopics;
import io.eventtopology.operator.topics.TopicReport;
import io.eventtopology.operator.watch.Owner;
import io.eventtopology.planner.model.Plan;
import io.eventtopology.planner.model.PlannedTopic;
import io.eventtopology.planner.model.Provisioner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Brings a plan into being: topics on Direct clusters, then objects in the order of the plan; prunes what left it. */
public final class PlanApplication {
    private static final int QUIET_ATTEMPTS = 3;

    private final ChildApplier applier;
    private final ChildPruner pruner;
    private final DirectTopics directTopics;
    private final StrimziTopics strimziTopics;

    /** Applies with these parts. */
    public PlanApplication(
            ChildApplier applier, ChildPruner pruner, DirectTopics directTopics, StrimziTopics strimziTopics) {
        this.applier = applier;
        this.pruner = pruner;
        this.directTopics = directTopics;
        this.strimziTopics = strimziTopics;
    }

    /**
     * What became of a plan.
     *
     * @param children every wanted object
     * @param topics every planned topic, on clusters of both kinds
     */
    public record Outcome(List<AppliedChild> children, TopicReport topics) {
        /** Copies the list. */
        public Outcome {
            children = List.copyOf(children);
        }

        /** Objects of these kinds. */
        public List<AppliedChild> ofKinds(String... kinds) {
            List<String> wanted = List.of(kinds);
            return children.stream()
                    .filter(c -> wanted.contains(c.ref().kind()))
                    .toList();
        }

        /** Whether every object is as wanted. */
        public boolean isInPlace() {
            return children.stream().allMatch(AppliedChild::isInPlace);
        }

        /**
         * Asks for another attempt when something failed that one may mend. After a few in vain it is better to say so in the
         * status, and to go on trying.
         *
         * @throws TransientFailure with what failed
         */
        public void retryWhatFailed(Context<?> context) {
            String failed = children.stream()
                    .filter(c -> c.result() == Result.FAILED)
                    .map(AppliedChild::message)
                    .collect(Collectors.joining("; "));
            boolean early = context.getRetryInfo()
                    .map(retry -> retry.getAttemptCount() < QUIET_ATTEMPTS)
                    .orElse(true);
            if (early && !failed.isEmpty()) {
                throw new TransientFailure(failed);
            }
        }

        /** Objects whose fields somebody had changed. */
        public List<AppliedChild> reverted() {
            return children.stream()
                    .filter(c -> c.result() == Result.DRIFT_REVERTED)
                    .toList();
        }
    }

    /**
     * Applies a plan.
     *
     * @param recorded topics in the status of the owner
     * @param note writes topics into the status at once, before they are created
     */
    public Outcome apply(
            Owner owner,
            HasMetadata ownerObject,
            Plan plan,
            List<TopicStatus> recorded,
            Consumer<List<TopicStatus>> note,
            Context<?> context) {
        TopicReport direct = directTopics.reconcile(owner, plan.topics(), recorded, note, plan.mayLetGo());
        Map<String, AdoptionPolicy> adoption = new HashMap<>();
        plan.topics().forEach(topic -> adoption.put(topic.topic().name(), topic.adoptionPolicy()));
        List<AppliedChild> children = new ArrayList<>();
        Map<String, ChildRef> kafkaTopics = new HashMap<>();
        for (HasMetadata wanted : plan.objects()) {
            Adoption policy = Adoption.NEVER;
            if (wanted instanceof KafkaTopic topic) {
                policy = Adoption.of(adoption.getOrDefault(topicName(topic), AdoptionPolicy.NEVER));
            }
            AppliedChild child = applier.apply(owner, ownerObject, wanted, policy, context);
            children.add(child);
            if (wanted instanceof KafkaTopic topic) {
                kafkaTopics.put(topicName(topic), child.ref());
            }
        }
        List<TopicStatus> topics = new ArrayList<>(direct.topics());
        for (PlannedTopic topic : plan.topics()) {
            ChildRef ref = kafkaTopics.get(topic.topic().name());
            if (topic.cluster().provisioner() == Provisioner.STRIMZI && ref != null && ref.namespace() != null) {
                // While errors keep what was recorded, the record of this topic is among it.
                topics.removeIf(recordedTopic ->
                        recordedTopic.name().equals(topic.topic().name()));
                topics.add(strimziTopics.observe(topic, ref.namespace(), ref.name()));
            }
        }
        topics.sort(Comparator.comparing(TopicStatus::name));
        return new Outcome(children, new TopicReport(topics, direct.notices()));
    }

    /** Removes children of the owner that are not wanted any more. */
    public Pruned prune(Owner owner, Collection<ChildRef> wanted, DeletionPolicy topicPolicy) {
        return pruner.prune(owner, wanted, topicPolicy);
    }

    /** Lets go of everything that the garbage collector does not remove with the owner: topics, and objects in other namespaces. */
    public Release release(Owner owner, List<TopicStatus> recorded, DeletionPolicy topicPolicy) {
        return directTopics
                .release(owner, recorded)
                .and(new Release(pruner.pruneElsewhere(owner, topicPolicy), List.of()));
    }

    /** Remembers topics that a resource leaves behind because they could not be let go of in time. */
    public void leaveBehind(Owner owner, List<TopicStatus> recorded) {
        directTopics.leaveBehind(owner, recorded);
    }

    private static String topicName(KafkaTopic topic) {
        String name = topic.getSpec().getTopicName();
        return name == null ? topic.getMetadata().getName() : name;
    }
}
