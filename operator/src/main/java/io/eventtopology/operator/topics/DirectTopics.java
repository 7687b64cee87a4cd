package io.eventtopology.operator.topics;

import io.eventtopology.crds.AdoptionPolicy;
import io.eventtopology.crds.DeletionPolicy;
import io.eventtopology.crds.TopicStatus;
import io.eventtopology.operator.broker.BrokerProblem;
import io.eventtopology.operator.broker.ClusterConnection;
import io.eventtopology.operator.broker.DeletionOutcome;
import io.eventtopology.operator.broker.DirectProvisioner;
import io.eventtopology.operator.broker.TopicLookup;
import io.eventtopology.operator.broker.TopicObservation;
import io.eventtopology.operator.broker.TopicRequest;
import io.eventtopology.operator.broker.TopicState;
import io.eventtopology.operator.watch.Owner;
import io.eventtopology.planner.model.PlannedTopic;
import io.eventtopology.planner.model.Provisioner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The topics of one resource on Direct clusters. Kafka knows no owners, so the resource's status records each topic with its id.
 * A topic is noted there before it is created: should the operator die in between, its own topic is not taken for a foreign one.
 */
public final class DirectTopics {
    /** Reason of a topic that was noted and is about to be created. */
    static final String CREATING = "Creating";

    private final DirectProvisioner provisioner;
    private final ClusterConnections connections;
    private final RetainedTopics retained;

    /** Topics through the provisioner. */
    public DirectTopics(DirectProvisioner provisioner, ClusterConnections connections, RetainedTopics retained) {
        this.provisioner = provisioner;
        this.connections = connections;
        this.retained = retained;
    }

    /**
     * Brings topics into their declared state and lets go of those that left.
     *
     * @param planned all planned topics; those on other clusters are passed over
     * @param recorded topics in the status of the resource
     * @param note writes topics into the status at once; called before topics are created
     * @param mayLetGo whether topics that are recorded but not planned may be retained or deleted now
     */
    public TopicReport reconcile(
            Owner owner,
            Collection<PlannedTopic> planned,
            List<TopicStatus> recorded,
            Consumer<List<TopicStatus>> note,
            boolean mayLetGo) {
        List<TopicStatus> topics = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        boolean retry = false;
        Map<String, List<PlannedTopic>> byCluster = new TreeMap<>();
        planned.stream()
                .filter(topic -> topic.cluster().provisioner() == Provisioner.DIRECT)
                .forEach(topic -> byCluster
                        .computeIfAbsent(topic.cluster().name(), name -> new ArrayList<>())
                        .add(topic));
        List<TopicStatus> known = new ArrayList<>(recorded);
        for (Map.Entry<String, List<PlannedTopic>> entry : byCluster.entrySet()) {
            Optional<ClusterConnection> connection = connections.find(entry.getKey());
            if (connection.isPresent() && noteNew(owner, connection.get(), entry.getValue(), known)) {
                note.accept(sorted(known));
            }
        }
        for (Map.Entry<String, List<PlannedTopic>> entry : byCluster.entrySet()) {
            Optional<ClusterConnection> connection = connections.find(entry.getKey());
            if (connection.isPresent()) {
                retry |= bring(connection.get(), entry.getValue(), known, topics, notices);
            }
        }
        if (mayLetGo) {
            retry |= letGo(owner, byCluster, recorded, topics, notices);
        }
        return new TopicReport(sorted(topics), notices, retry);
    }

    /**
     * Lets go of all recorded topics of a resource that is being deleted.
     *
     * @return what could not be done and why; empty when all is done
     */
    public List<String> release(Owner owner, List<TopicStatus> recorded) {
        List<TopicStatus> left = new ArrayList<>();
        letGo(owner, Map.of(), recorded, left, new ArrayList<>());
        return left.stream().map(t -> "topic " + t.name() + ": " + t.message()).toList();
    }

    private boolean noteNew(
            Owner owner, ClusterConnection connection, List<PlannedTopic> planned, List<TopicStatus> known) {
        Map<String, TopicStatus> recorded = byName(known, connection.cluster());
        List<PlannedTopic> fresh = planned.stream()
                .filter(topic -> {
                    TopicStatus entry = recorded.get(topic.topic().name());
                    return entry == null || (entry.topicId() == null && !CREATING.equals(entry.reason()));
                })
                .toList();
        if (fresh.isEmpty()) {
            return false;
        }
        Map<String, TopicLookup> existing = provisioner.observe(
                connection, fresh.stream().map(topic -> topic.topic().name()).toList(), Set.of());
        Map<String, String> left = null;
        Map<String, TopicStatus> noted = new LinkedHashMap<>();
        for (PlannedTopic topic : fresh) {
            String name = topic.topic().name();
            TopicLookup lookup = existing.get(name);
            if (lookup instanceof TopicLookup.Absent) {
                noted.put(name, entry(topic, false, null, null, CREATING, "Topic " + name + " is about to be created"));
            } else if (lookup instanceof TopicLookup.Present present) {
                String id = present.state().topicId();
                if (left == null) {
                    left = retained.of(owner, connection.cluster());
                }
                boolean ours = topic.adoptionPolicy() != AdoptionPolicy.NEVER && id.equals(left.get(name));
                if (ours || topic.adoptionPolicy() == AdoptionPolicy.EXISTING) {
                    noted.put(
                            name,
                            entry(topic, false, present.state(), id, "Adopting", "Topic " + name + " is taken over"));
                }
            }
        }
        if (noted.isEmpty()) {
            return false;
        }
        known.removeIf(t -> noted.containsKey(t.name()) && connection.cluster().equals(t.cluster()));
        known.addAll(noted.values());
        return true;
    }

    private boolean bring(
            ClusterConnection connection,
            List<PlannedTopic> planned,
            List<TopicStatus> known,
            List<TopicStatus> topics,
            List<String> notices) {
        Map<String, TopicStatus> recorded = byName(known, connection.cluster());
        List<TopicRequest> requests = planned.stream()
                .map(topic -> {
                    TopicStatus entry = recorded.get(topic.topic().name());
                    String id = entry == null ? null : entry.topicId();
                    boolean noted = entry != null && id == null && CREATING.equals(entry.reason());
                    Set<String> keys = entry == null ? Set.of() : new HashSet<>(entry.configKeys());
                    return new TopicRequest(topic.topic(), id, keys, noted);
                })
                .toList();
        Map<String, TopicObservation> observations = provisioner.reconcile(connection, requests);
        boolean retry = false;
        for (PlannedTopic topic : planned) {
            TopicObservation observation = observations.get(topic.topic().name());
            if (observation == null) {
                continue;
            }
            TopicStatus before = recorded.get(topic.topic().name());
            retry |= observation.outcome() == TopicObservation.Outcome.Failed;
            topics.add(status(topic, before, observation));
            notices.addAll(notices(before, observation));
        }
        return retry;
    }

    private static List<String> notices(@Nullable TopicStatus before, TopicObservation observation) {
        List<String> notices = new ArrayList<>();
        if (before != null && before.ready()) {
            observation
                    .corrections()
                    .forEach(c -> notices.add("Topic " + observation.name() + ": configuration was set right: " + c));
        }
        if (observation.note() != null) {
            notices.add(observation.note());
        }
        return notices;
    }

    private boolean letGo(
            Owner owner,
            Map<String, List<PlannedTopic>> planned,
            List<TopicStatus> recorded,
            List<TopicStatus> topics,
            List<String> notices) {
        Set<String> stay = new HashSet<>();
        planned.forEach((cluster, list) ->
                list.forEach(topic -> stay.add(cluster + " " + topic.topic().name())));
        boolean retry = false;
        Map<String, Map<String, String>> toRetain = new TreeMap<>();
        Map<String, Map<String, String>> toDelete = new TreeMap<>();
        Map<String, TopicStatus> leaving = new HashMap<>();
        for (TopicStatus topic : recorded) {
            // Topics of Strimzi clusters have namespace/name as cluster and are let go with their KafkaTopic.
            if (topic.cluster() == null
                    || topic.cluster().contains("/")
                    || stay.contains(topic.cluster() + " " + topic.name())
                    || topic.topicId() == null) {
                continue;
            }
            leaving.put(topic.name(), topic);
            (topic.deletionPolicy() == DeletionPolicy.DELETE ? toDelete : toRetain)
                    .computeIfAbsent(topic.cluster(), c -> new TreeMap<>())
                    .put(topic.name(), topic.topicId());
        }
        toRetain.forEach((cluster, ids) -> {
            retained.remember(owner, cluster, ids);
            ids.keySet().forEach(name -> notices.add("Topic " + name + " on " + cluster + " was retained"));
        });
        for (Map.Entry<String, Map<String, String>> entry : toDelete.entrySet()) {
            Optional<ClusterConnection> connection = connections.find(entry.getKey());
            if (connection.isEmpty()) {
                entry.getValue()
                        .keySet()
                        .forEach(name -> notices.add("Topic " + name + " was left behind: Kafka cluster "
                                + entry.getKey() + " is not configured any more"));
                continue;
            }
            for (Map.Entry<String, DeletionOutcome> outcome :
                    provisioner.delete(connection.get(), entry.getValue()).entrySet()) {
                TopicStatus topic = leaving.get(outcome.getKey());
                switch (outcome.getValue()) {
                    case DeletionOutcome.Deleted deleted ->
                        notices.add("Topic " + outcome.getKey() + " on " + entry.getKey() + " was deleted");
                    case DeletionOutcome.Absent absent -> {}
                    case DeletionOutcome.LeftAlone other ->
                        notices.add("Topic " + outcome.getKey() + " was left alone: it has another id ("
                                + other.currentTopicId() + ") than the one recorded, so somebody created it anew");
                    case DeletionOutcome.Failed failed -> {
                        retry = true;
                        if (topic != null) {
                            topics.add(failed(topic, failed.problem()));
                        }
                    }
                }
            }
        }
        return retry;
    }

    private static TopicStatus failed(TopicStatus topic, BrokerProblem problem) {
        return new TopicStatus(
                topic.name(),
                false,
                topic.cluster(),
                topic.deletionPolicy(),
                topic.configKeys(),
                topic.partitions(),
                topic.replicas(),
                topic.inSyncReplicas(),
                topic.topicId(),
                problem.reason().name(),
                "It is to be deleted: " + problem.message());
    }

    private static TopicStatus status(PlannedTopic topic, @Nullable TopicStatus before, TopicObservation observation) {
        BrokerProblem problem = observation.problem();
        TopicState state = observation.state();
        boolean foreign = observation.outcome() == TopicObservation.Outcome.Conflict;
        String id = before == null ? null : before.topicId();
        if (!foreign && state != null) {
            id = state.topicId();
        }
        if (problem == null) {
            return entry(topic, true, state, id, null, null);
        }
        // A topic that was noted stays noted until its creation succeeds.
        boolean stillNoted = observation.outcome() == TopicObservation.Outcome.Failed
                && id == null
                && before != null
                && CREATING.equals(before.reason());
        return entry(
                topic,
                false,
                state,
                id,
                stillNoted ? CREATING : problem.reason().name(),
                problem.message());
    }

    private static TopicStatus entry(
            PlannedTopic topic,
            boolean ready,
            @Nullable TopicState state,
            @Nullable String id,
            @Nullable String reason,
            @Nullable String message) {
        return new TopicStatus(
                topic.topic().name(),
                ready,
                topic.cluster().id(),
                topic.deletionPolicy(),
                List.copyOf(topic.topic().config().keySet()),
                state == null ? null : state.partitions(),
                state == null ? null : state.replicas(),
                state == null ? null : state.minInSyncReplicas(),
                id,
                reason,
                message);
    }

    private static Map<String, TopicStatus> byName(List<TopicStatus> topics, String cluster) {
        Map<String, TopicStatus> byName = new HashMap<>();
        topics.stream().filter(t -> cluster.equals(t.cluster())).forEach(t -> byName.put(t.name(), t));
        return byName;
    }

    private static List<TopicStatus> sorted(List<TopicStatus> topics) {
        return topics.stream().sorted(Comparator.comparing(TopicStatus::name)).toList();
    }
}
