package io.eventtopology.operator.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Looks at consumer groups, all of a cluster in one or two calls, and writes nothing. Stateless and thread-safe; blocks its caller for at most twice
 * {@link ClusterConnection#CALL_LIMIT}. Never throws for what Kafka does or does not do.
 */
public final class ConsumerGroups {
    private final AdminClients clients;

    /** Takes its connections from {@code clients}, which others may share. */
    public ConsumerGroups(AdminClients clients) {
        this.clients = clients;
    }

    /**
     * What Kafka says of these groups.
     *
     * @param wanted group → topics that it should consume; offsets are read only of groups that do not consume all of them
     * @return a state for each group
     */
    public Map<String, GroupState> look(ClusterConnection connection, Map<String, Set<String>> wanted) {
        if (wanted.isEmpty()) {
            return Map.of();
        }
        return clients.call(
                connection,
                admin -> read(admin, connection, wanted),
                states -> states.values().stream()
                        .map(GroupState::problem)
                        .filter(Objects::nonNull)
                        .filter(BrokerProblem::isOfConnection)
                        .findFirst()
                        .orElse(null),
                problem -> wanted.keySet().stream()
                        .collect(Collectors.toMap(Function.identity(), group -> GroupState.failed(problem))));
    }

    private static Map<String, GroupState> read(
            Admin admin, ClusterConnection connection, Map<String, Set<String>> wanted) {
        Map<String, GroupState> states = new LinkedHashMap<>();
        Map<String, KafkaFuture<ConsumerGroupDescription>> descriptions =
                admin.describeConsumerGroups(wanted.keySet()).describedGroups();
        ProblemTranslator problems = new ProblemTranslator(connection);
        Answers<String, ConsumerGroupDescription> described = Answers.await(descriptions, (group, thrown) -> {
            if (thrown instanceof GroupIdNotFoundException) {
                states.put(group, GroupState.absent());
            }
            return problems.translate("Consumer group " + group, thrown);
        });
        described.problems().forEach((group, problem) -> states.putIfAbsent(group, GroupState.failed(problem)));
        described.values().forEach((group, description) -> states.put(group, state(description)));
        Map<String, ListConsumerGroupOffsetsSpec> incomplete = wanted.entrySet().stream()
                .filter(entry -> {
                    GroupState state = Objects.requireNonNull(states.get(entry.getKey()));
                    return state.problem() == null
                            && state.exists()
                            && !state.consumed().containsAll(entry.getValue());
                })
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new ListConsumerGroupOffsetsSpec()));
        if (!incomplete.isEmpty()) {
            addOffsets(admin, problems, incomplete, states);
        }
        return states;
    }

    private static void addOffsets(
            Admin admin,
            ProblemTranslator problems,
            Map<String, ListConsumerGroupOffsetsSpec> groups,
            Map<String, GroupState> states) {
        ListConsumerGroupOffsetsResult result = admin.listConsumerGroupOffsets(groups);
        Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> futures = new LinkedHashMap<>();
        groups.keySet().forEach(group -> futures.put(group, result.partitionsToOffsetAndMetadata(group)));
        Answers<String, Map<TopicPartition, OffsetAndMetadata>> offsets =
                Answers.await(futures, (group, thrown) -> problems.translate("Consumer group " + group, thrown));
        // Who may not read offsets has seen the members all the same.
        offsets.values()
                .forEach((group, committed) -> states.computeIfPresent(
                        group,
                        (name, state) -> new GroupState(
                                true,
                                state.consumed(),
                                committed.entrySet().stream()
                                        .filter(entry -> entry.getValue() != null)
                                        .map(entry -> entry.getKey().topic())
                                        .collect(Collectors.toSet()),
                                null)));
    }

    private static GroupState state(ConsumerGroupDescription description) {
        return description.groupState() == org.apache.kafka.common.GroupState.DEAD
                ? GroupState.absent()
                : new GroupState(true, consumed(description), Set.of(), null);
    }

    private static Set<String> consumed(ConsumerGroupDescription description) {
        return description.members().stream()
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .map(TopicPartition::topic)
                .collect(Collectors.toSet());
    }
}
