package io.eventtopology.operator.topics;

import io.eventtopology.crds.AdoptionPolicy;
import io.eventtopology.crds.DeletionPolicy;
import io.eventtopology.crds.TopicStatus;
import io.eventtopology.operator.broker.BrokerProblem;
import io.eventtopology.operator.broker.ClusterConnection;
import io.eventtopology.operator.broker.ConfigurationCorrection;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The topics of one resource on Direct clusters. Kafka knows no owners, so the resource's status records each topic with its id.
 * A topic is noted there before it is created: should the operator die in between, its own topic is not taken for a foreign one.
 */
public final class DirectTopics {
    /** Reason of a topic that was noted and is about to be created. */
    private static final String CREATING = "Creating";

    /** Reason of a topic that exists and is about to be taken over. */
    private static final String ADOPTING = "Adopting";

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
     * @param mayLetGo whether topics that are recorded but not planned may be retained or deleted now; if not, they stay recorded
     *     as they are, so that their ids are not forgotten
     */
    public TopicReport reconcile(
            Owner owner,
            Collection<PlannedTopic> planned,
            List<TopicStatus> recorded,
            Consumer<List<TopicStatus>> note,
            boolean mayLetGo) {
        List<TopicStatus> topics = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        Map<String, List<PlannedTopic>> byCluster = new TreeMap<>();
        planned.stream()
                .filter(topic -> topic.cluster().provisioner() == Provisioner.DIRECT)
                .forEach(topic -> byCluster
                        .computeIfAbsent(topic.cluster().name(), name -> new ArrayList<>())
                        .add(topic));
        List<TopicStatus> known = new ArrayList<>(recorded);
        Map<String, BrokerProblem> unreachable = new HashMap<>();
        byCluster.forEach((cluster, list) -> {
            Optional<ClusterConnection> connection = connections.find(cluster);
            if (connection.isPresent() && noteNew(owner, connection.get(), list, known, unreachable)) {
                note.accept(sorted(known));
            }
        });
        byCluster.forEach((cluster, list) -> {
            Optional<ClusterConnection> connection = connections.find(cluster);
            if (connection.isPresent()) {
                bring(connection.get(), list, known, unreachable.get(cluster), topics, notices);
            }
        });
        if (mayLetGo) {
            letGo(owner, byCluster, recorded, topics, notices);
        } else {
            recorded.stream().filter(topic -> !isAmong(topics, topic)).forEach(topics::add);
        }
        return new TopicReport(sorted(topics), notices);
    }

    private static boolean isAmong(List<TopicStatus> topics, TopicStatus topic) {
        return topics.stream()
                .anyMatch(t -> t.name().equals(topic.name()) && Objects.equals(t.cluster(), topic.cluster()));
    }

    /** Lets go of all recorded topics of a resource that is being deleted. */
    public Release release(Owner owner, List<TopicStatus> recorded) {
        List<TopicStatus> left = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        letGo(owner, Map.of(), recorded, left, notices);
        return new Release(
                left.stream().map(t -> "topic " + t.name() + ": " + t.message()).toList(), notices);
    }

    /** Remembers recorded topics that could not be deleted in time, so that a later resource of that name may have them back. */
    public void leaveBehind(Owner owner, List<TopicStatus> recorded) {
        Map<String, Map<String, String>> ids = new TreeMap<>();
        recorded.stream()
                .filter(topic -> isDirect(topic) && topic.topicId() != null)
                .forEach(topic -> ids.computeIfAbsent(topic.cluster(), c -> new TreeMap<>())
                        .put(topic.name(), topic.topicId()));
        ids.forEach((cluster, topics) -> retained.remember(owner, cluster, topics));
    }

    /** Topics of Strimzi clusters have namespace/name as cluster and are let go with their KafkaTopic. */
    private static boolean isDirect(TopicStatus topic) {
        return topic.cluster() != null && !topic.cluster().contains("/");
    }

    /** Whether the topic was seen not to exist before its creation: then it is ours once it exists. */
    private static boolean isNoted(@Nullable TopicStatus entry) {
        return entry != null && entry.topicId() == null && Objects.equals(entry.partitions(), 0);
    }

    private boolean noteNew(
            Owner owner,
            ClusterConnection connection,
            List<PlannedTopic> planned,
            List<TopicStatus> known,
            Map<String, BrokerProblem> unreachable) {
        Map<String, TopicStatus> recorded = byName(known, connection.cluster());
        List<PlannedTopic> fresh = planned.stream()
                .filter(topic -> {
                    TopicStatus entry = recorded.get(topic.topic().name());
                    return entry == null || (entry.topicId() == null && !isNoted(entry));
                })
                .toList();
        if (fresh.isEmpty()) {
            return false;
        }
        Map<String, TopicLookup> existing = provisioner.observe(
                connection, fresh.stream().map(topic -> topic.topic().name()).toList(), Set.of());
        existing.values().stream()
                .map(TopicLookup::problem)
                .filter(problem -> problem != null && problem.isOfConnection())
                .findFirst()
                .ifPresent(problem -> unreachable.put(connection.cluster(), problem));
        Map<String, String> left = null;
        Map<String, TopicStatus> noted = new LinkedHashMap<>();
        for (PlannedTopic topic : fresh) {
            String name = topic.topic().name();
            TopicLookup lookup = existing.get(name);
            if (lookup instanceof TopicLookup.Absent) {
                noted.put(name, noted(topic, CREATING, "Topic " + name + " is about to be created"));
            } else if (lookup instanceof TopicLookup.Present present) {
                String id = present.state().topicId();
                if (left == null) {
                    left = retained.of(owner, connection.cluster());
                }
                boolean ours = topic.adoptionPolicy() != AdoptionPolicy.NEVER && id.equals(left.get(name));
                if (ours || topic.adoptionPolicy() == AdoptionPolicy.EXISTING) {
                    noted.put(
                            name,
                            entry(topic, false, present.state(), id, ADOPTING, "Topic " + name + " is taken over"));
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

    private void bring(
            ClusterConnection connection,
            List<PlannedTopic> planned,
            List<TopicStatus> known,
            @Nullable BrokerProblem unreachable,
            List<TopicStatus> topics,
            List<String> notices) {
        Map<String, TopicStatus> recorded = byName(known, connection.cluster());
        Map<String, TopicObservation> observations;
        if (unreachable == null) {
            observations = provisioner.reconcile(
                    connection,
                    planned.stream()
                            .map(topic ->
                                    request(topic, recorded.get(topic.topic().name())))
                            .toList());
        } else {
            // Another call would wait as long for the same answer.
            observations = new HashMap<>();
            planned.forEach(topic -> observations.put(
                    topic.topic().name(),
                    new TopicObservation(
                            topic.topic().name(),
                            TopicObservation.Outcome.Failed,
                            null,
                            List.of(),
                            unreachable,
                            null)));
        }
        for (PlannedTopic topic : planned) {
            TopicObservation observation =
                    Objects.requireNonNull(observations.get(topic.topic().name()));
            TopicStatus before = recorded.get(topic.topic().name());
            topics.add(status(topic, before, observation));
            notices.addAll(notices(before, observation));
            doubtWhenRefused(connection, observation.problem());
        }
    }

    private static TopicRequest request(PlannedTopic topic, @Nullable TopicStatus entry) {
        return new TopicRequest(
                topic.topic(),
                entry == null ? null : entry.topicId(),
                entry == null ? Set.of() : new HashSet<>(entry.configKeys()),
                isNoted(entry) || topic.adoptionPolicy() == AdoptionPolicy.EXISTING);
    }

    /** Credentials that the cluster does not accept are read anew the next time: somebody may have mended them. */
    private void doubtWhenRefused(ClusterConnection connection, @Nullable BrokerProblem problem) {
        if (problem != null && problem.reason() == BrokerProblem.Reason.AuthenticationFailed) {
            connections.forget(connection.cluster());
        }
    }

    private static List<String> notices(@Nullable TopicStatus before, TopicObservation observation) {
        List<String> notices = new ArrayList<>();
        if (before != null && before.ready()) {
            observation
                    .corrections()
                    .forEach(c -> notices.add(
                            "Topic " + observation.name() + ": configuration was set right: " + described(c)));
        }
        if (before != null && ADOPTING.equals(before.reason()) && observation.problem() == null) {
            notices.add("Topic " + observation.name() + " existed and was taken over, with its events");
        }
        if (observation.note() != null) {
            notices.add(observation.note());
        }
        return notices;
    }

    private static String described(ConfigurationCorrection correction) {
        return correction.key() + " from " + correction.observed() + " to "
                + (correction.desired() == null ? "the cluster's default" : correction.desired());
    }

    private void letGo(
            Owner owner,
            Map<String, List<PlannedTopic>> planned,
            List<TopicStatus> recorded,
            List<TopicStatus> topics,
            List<String> notices) {
        Set<String> stay = new HashSet<>();
        planned.forEach((cluster, list) ->
                list.forEach(topic -> stay.add(cluster + " " + topic.topic().name())));
        Map<String, List<TopicStatus>> leaving = recorded.stream()
                .filter(topic -> isDirect(topic) && !stay.contains(topic.cluster() + " " + topic.name()))
                .collect(Collectors.groupingBy(
                        topic -> Objects.requireNonNull(topic.cluster()), TreeMap::new, Collectors.toList()));
        leaving.forEach((cluster, list) -> {
            Map<String, TopicStatus> toRetain = new TreeMap<>();
            Map<String, TopicStatus> toDelete = new TreeMap<>();
            for (TopicStatus topic : withIds(cluster, list, topics)) {
                (topic.deletionPolicy() == DeletionPolicy.DELETE ? toDelete : toRetain).put(topic.name(), topic);
            }
            retain(owner, cluster, toRetain, notices);
            delete(cluster, toDelete, topics, notices);
        });
    }

    /** Those with an id; one that was noted and whose creation was never confirmed gets its id now, when it exists. */
    private List<TopicStatus> withIds(String cluster, List<TopicStatus> leaving, List<TopicStatus> topics) {
        List<TopicStatus> noted = leaving.stream().filter(DirectTopics::isNoted).toList();
        Optional<ClusterConnection> connection = noted.isEmpty() ? Optional.empty() : connections.find(cluster);
        Map<String, TopicLookup> lookups = connection.isEmpty()
                ? Map.of()
                : provisioner.observe(
                        connection.get(), noted.stream().map(TopicStatus::name).toList(), Set.of());
        List<TopicStatus> known = new ArrayList<>();
        for (TopicStatus topic : leaving) {
            TopicLookup lookup = lookups.get(topic.name());
            if (topic.topicId() != null) {
                known.add(topic);
            } else if (lookup instanceof TopicLookup.Present present) {
                known.add(withId(topic, present.state().topicId()));
            } else if (lookup instanceof TopicLookup.Unknown unknown) {
                topics.add(failed(topic, unknown.problem()));
            }
        }
        return known;
    }

    private void retain(Owner owner, String cluster, Map<String, TopicStatus> topics, List<String> notices) {
        Map<String, String> ids = new TreeMap<>();
        topics.forEach((name, topic) -> ids.put(name, Objects.requireNonNull(topic.topicId())));
        retained.remember(owner, cluster, ids);
        topics.keySet().forEach(name -> notices.add("Topic " + name + " on " + cluster + " was retained"));
    }

    private void delete(
            String cluster, Map<String, TopicStatus> leaving, List<TopicStatus> topics, List<String> notices) {
        if (leaving.isEmpty()) {
            return;
        }
        Optional<ClusterConnection> connection = connections.find(cluster);
        if (connection.isEmpty()) {
            leaving.keySet()
                    .forEach(name -> notices.add("Topic " + name + " was left behind: Kafka cluster " + cluster
                            + " is not configured any more"));
            return;
        }
        Map<String, String> ids = new TreeMap<>();
        leaving.forEach((name, topic) -> ids.put(name, Objects.requireNonNull(topic.topicId())));
        provisioner.delete(connection.get(), ids).forEach((name, outcome) -> {
            switch (outcome) {
                case DeletionOutcome.Deleted deleted ->
                    notices.add("Topic " + name + " on " + cluster + " was deleted");
                case DeletionOutcome.Absent absent -> {}
                case DeletionOutcome.LeftAlone other ->
                    notices.add("Topic " + name + " was left alone: it has another id (" + other.currentTopicId()
                            + ") than the one recorded, so somebody created it anew");
                case DeletionOutcome.Failed failed -> {
                    topics.add(failed(Objects.requireNonNull(leaving.get(name)), failed.problem()));
                    doubtWhenRefused(connection.get(), failed.problem());
                }
            }
        });
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
                "It is to be " + (topic.deletionPolicy() == DeletionPolicy.DELETE ? "deleted: " : "retained: ")
                        + problem.message());
    }

    private static TopicStatus withId(TopicStatus topic, String id) {
        return new TopicStatus(
                topic.name(),
                topic.ready(),
                topic.cluster(),
                topic.deletionPolicy(),
                topic.configKeys(),
                topic.partitions(),
                topic.replicas(),
                topic.inSyncReplicas(),
                id,
                topic.reason(),
                topic.message());
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
        return state == null && isNoted(before)
                ? noted(topic, problem.reason().name(), problem.message())
                : entry(topic, false, state, id, problem.reason().name(), problem.message());
    }

    /** The note is the number of partitions that were seen, none, without an id; the reason says how it goes. */
    private static TopicStatus noted(PlannedTopic topic, String reason, String message) {
        return new TopicStatus(
                topic.topic().name(),
                false,
                topic.cluster().id(),
                topic.deletionPolicy(),
                List.copyOf(topic.topic().config().keySet()),
                0,
                null,
                null,
                null,
                reason,
                message);
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
