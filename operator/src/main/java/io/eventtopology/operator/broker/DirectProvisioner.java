package io.eventtopology.operator.broker;

import io.eventtopology.operator.broker.BrokerProblem.Reason;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Creates, corrects and deletes topics through Kafka's admin client, in batches. Stateless and thread-safe; blocks its caller for at most about three
 * times {@link ClusterConnection#CALL_LIMIT}, once when no broker answers, and not at all when that is known already. Never throws for what Kafka does or does not do.
 */
public final class DirectProvisioner {
    private final AdminClients clients;

    /** A provisioner that takes its connections from {@code clients}, which others may share. */
    public DirectProvisioner(AdminClients clients) {
        this.clients = clients;
    }

    /**
     * Brings topics into their declared state and reports what they are then. Only differences are written: at rest nothing is. Partitions are never
     * lowered and replicas never changed; such a topic is refused and keeps its data, and its other changes are made. A topic that is not ours is not
     * touched. One topic's problem does not hold up the others.
     *
     * @return an observation for each request, by topic name, in the order of the requests
     * @throws IllegalArgumentException when two requests name one topic
     */
    public Map<String, TopicObservation> reconcile(ClusterConnection connection, Collection<TopicRequest> requests) {
        Map<String, TopicRequest> byName = new LinkedHashMap<>();
        for (TopicRequest request : requests) {
            if (byName.put(request.topic().name(), request) != null) {
                throw new IllegalArgumentException(
                        "Topic " + request.topic().name() + " is requested twice: merge the requests");
            }
        }
        if (byName.isEmpty()) {
            return Map.of();
        }
        return call(
                connection,
                byName.keySet(),
                admin -> new TopicReconciliation(admin, connection, byName.values()).run(),
                (name, problem) ->
                        new TopicObservation(name, TopicObservation.Outcome.Failed, null, List.of(), problem, null),
                TopicObservation::problem);
    }

    /**
     * Looks at topics and writes nothing.
     *
     * @param configKeys configuration keys whose effective values are wanted
     * @return what was found, by topic name
     */
    public Map<String, TopicLookup> observe(
            ClusterConnection connection, Collection<String> names, Set<String> configKeys) {
        Set<String> unique = new LinkedHashSet<>(names);
        return call(
                connection,
                unique,
                admin -> {
                    Map<String, TopicLookup> lookups = new LinkedHashMap<>();
                    Answers<String, TopicReader.Existing> found = read(admin, connection, unique);
                    found.values()
                            .forEach((name, existing) ->
                                    lookups.put(name, new TopicLookup.Present(existing.state(configKeys))));
                    found.problems()
                            .forEach((name, problem) -> lookups.put(
                                    name,
                                    problem.reason() == Reason.UnknownTopic
                                            ? new TopicLookup.Absent()
                                            : new TopicLookup.Unknown(problem)));
                    return lookups;
                },
                (name, problem) -> new TopicLookup.Unknown(problem),
                TopicLookup::problem);
    }

    /**
     * Deletes topics, each only while its id is the recorded one. Kafka is asked to delete by id, so that a topic which somebody creates under the same
     * name in between is safe.
     *
     * @param recordedTopicIds id that {@link TopicState#topicId} reported, by topic name
     * @return what became of each, by topic name
     */
    public Map<String, DeletionOutcome> delete(ClusterConnection connection, Map<String, String> recordedTopicIds) {
        return call(
                connection,
                recordedTopicIds.keySet(),
                admin -> delete(admin, connection, recordedTopicIds),
                (name, problem) -> new DeletionOutcome.Failed(problem),
                DeletionOutcome::problem);
    }

    private static Map<String, DeletionOutcome> delete(
            Admin admin, ClusterConnection connection, Map<String, String> recordedTopicIds) {
        Map<String, DeletionOutcome> outcomes = new LinkedHashMap<>();
        Map<Uuid, String> ours = new HashMap<>();
        Answers<String, TopicReader.Existing> found = read(admin, connection, recordedTopicIds.keySet());
        found.problems().forEach((name, problem) -> outcomes.put(name, failedOrAbsent(problem)));
        found.values().forEach((name, existing) -> {
            if (existing.topicId().equals(recordedTopicIds.get(name))) {
                ours.put(existing.description().topicId(), name);
            } else {
                outcomes.put(name, new DeletionOutcome.LeftAlone(existing.topicId()));
            }
        });
        if (ours.isEmpty()) {
            return outcomes;
        }
        Map<String, KafkaFuture<Void>> deletions = new LinkedHashMap<>();
        admin.deleteTopics(TopicCollection.ofTopicIds(ours.keySet()))
                .topicIdValues()
                .forEach((id, deletion) -> deletions.put(ours.get(id), deletion));
        ProblemTranslator problems = new ProblemTranslator(connection);
        Answers<String, Void> deleted =
                Answers.await(deletions, (name, thrown) -> problems.translate("Topic " + name, thrown));
        deleted.values().keySet().forEach(name -> outcomes.put(name, new DeletionOutcome.Deleted()));
        deleted.problems().forEach((name, problem) -> outcomes.put(name, failedOrAbsent(problem)));
        return outcomes;
    }

    private static DeletionOutcome failedOrAbsent(BrokerProblem problem) {
        return problem.reason() == Reason.UnknownTopic
                ? new DeletionOutcome.Absent()
                : new DeletionOutcome.Failed(problem);
    }

    private static Answers<String, TopicReader.Existing> read(
            Admin admin, ClusterConnection connection, Collection<String> names) {
        return new TopicReader(admin, new ProblemTranslator(connection)).read(names);
    }

    private <T> Map<String, T> call(
            ClusterConnection connection,
            Set<String> names,
            Function<Admin, Map<String, T>> work,
            BiFunction<String, BrokerProblem, T> failed,
            Function<T, @Nullable BrokerProblem> problem) {
        return clients.call(
                connection,
                work,
                results -> results.values().stream()
                        .map(problem)
                        .filter(Objects::nonNull)
                        .filter(BrokerProblem::isOfConnection)
                        .findFirst()
                        .orElse(null),
                found -> {
                    Map<String, T> failures = new LinkedHashMap<>();
                    names.forEach(name -> failures.put(name, failed.apply(name, found)));
                    return failures;
                });
    }
}
