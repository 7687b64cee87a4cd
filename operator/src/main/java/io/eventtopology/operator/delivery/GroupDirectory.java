package io.eventtopology.operator.delivery;

import io.eventtopology.operator.broker.BrokerProblem;
import io.eventtopology.operator.broker.ClusterConnection;
import io.eventtopology.operator.broker.ConsumerGroups;
import io.eventtopology.operator.broker.GroupState;
import io.eventtopology.operator.topics.ClusterConnections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What Kafka said last of the consumer groups of all services: each cluster is asked for all of its groups at once. */
final class GroupDirectory {
    private final ClusterConnections connections;
    private final ConsumerGroups groups;
    private final Map<String, Map<String, GroupState>> known = new ConcurrentHashMap<>();

    GroupDirectory(ClusterConnections connections, ConsumerGroups groups) {
        this.connections = connections;
        this.groups = groups;
    }

    /** What was said last of a group; empty when the cluster was not asked for it yet. */
    Optional<GroupState> find(String cluster, String group) {
        return Optional.ofNullable(known.getOrDefault(cluster, Map.of()).get(group));
    }

    /**
     * Asks a cluster; blocks for a while when it is gone.
     *
     * @param wanted group → topics that it should consume
     * @return whether it says something else than before
     */
    boolean look(String cluster, Map<String, Set<String>> wanted) {
        Optional<ClusterConnection> connection = connections.find(cluster);
        Map<String, GroupState> states =
                connection.map(found -> groups.look(found, wanted)).orElseGet(Map::of);
        if (states.values().stream().anyMatch(GroupDirectory::areCredentialsRefused)) {
            connections.forget(cluster);
        }
        return !states.equals(known.put(cluster, Map.copyOf(states)));
    }

    private static boolean areCredentialsRefused(GroupState state) {
        return state.problem() != null && state.problem().reason() == BrokerProblem.Reason.AuthenticationFailed;
    }
}
