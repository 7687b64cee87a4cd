package io.eventtopology.operator.users;

import io.eventtopology.operator.apply.OwnSecret;
import io.eventtopology.operator.broker.BrokerProblem;
import io.eventtopology.operator.broker.ClusterConnection;
import io.eventtopology.operator.broker.DirectUsers;
import io.eventtopology.operator.broker.UserRequest;
import io.eventtopology.operator.broker.UserRequest.Right;
import io.eventtopology.operator.topics.ClusterConnections;
import io.eventtopology.operator.topics.Release;
import io.eventtopology.operator.users.UserRecords.Entry;
import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.operator.watch.Owner;
import io.eventtopology.planner.model.PlannedAcl;
import io.eventtopology.planner.model.PlannedUser;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The users of services on Direct clusters. The password is made first and stored in the Secret beside the app; then the user is
 * recorded, created with it and given exactly its planned rights. A user that exists and is not recorded is somebody else's.
 */
public final class ServiceUsers {
    private final DirectCredentials credentials;
    private final UserRecords records;
    private final DirectUsers users;
    private final ClusterConnections connections;

    /** Users through these parts. */
    public ServiceUsers(
            KubernetesClient client,
            ClusterState state,
            UserRecords records,
            DirectUsers users,
            ClusterConnections connections) {
        this.credentials = new DirectCredentials(client, state);
        this.records = records;
        this.users = users;
        this.connections = connections;
    }

    /** The Secrets that the users need beside the app; they are to be written before {@link #ensure}. */
    public List<OwnSecret> secrets(Owner owner, List<PlannedUser> planned) {
        return credentials.secrets(owner, planned);
    }

    /**
     * Brings the users into their planned state, each with the password in its Secret.
     *
     * @param planned all planned users; those that others keep are passed over
     * @return why users are not as planned; empty when they are, or when their Secrets are not there
     */
    public List<BrokerProblem> ensure(Owner owner, List<PlannedUser> planned) {
        List<BrokerProblem> problems = new ArrayList<>();
        List<PlannedUser> kept =
                planned.stream().filter(DirectCredentials::isKeptHere).toList();
        if (kept.isEmpty()) {
            return problems;
        }
        SortedMap<String, Entry> recorded = records.of(owner);
        for (PlannedUser user : kept) {
            Optional<GenericKubernetesResource> secret = credentials
                    .stored(user)
                    .filter(stored -> Owner.of(stored).filter(owner::equals).isPresent());
            Optional<String> password = secret.flatMap(DirectCredentials::plainPassword);
            Optional<ClusterConnection> connection =
                    connections.find(user.cluster().name());
            if (password.isPresent() && connection.isPresent()) {
                ensure(owner, user, connection.get(), password.get(), version(secret.get()), recorded)
                        .ifPresent(problems::add);
            }
        }
        return problems;
    }

    private Optional<BrokerProblem> ensure(
            Owner owner,
            PlannedUser user,
            ClusterConnection connection,
            String password,
            String version,
            SortedMap<String, Entry> recorded) {
        if (!recorded.containsKey(connection.cluster())) {
            BrokerProblem obstacle = users.obstacle(connection, user.name());
            if (obstacle != null) {
                return Optional.of(doubtWhenRefused(connection, obstacle));
            }
            recorded.put(connection.cluster(), new Entry(user.name(), ""));
            records.write(owner, recorded);
        }
        boolean changed = !new Entry(user.name(), version).equals(recorded.get(connection.cluster()));
        BrokerProblem problem = users.ensure(
                        connection, new UserRequest(user.name(), password, changed, rights(user.acls())))
                .problem();
        if (problem != null) {
            return Optional.of(doubtWhenRefused(connection, problem));
        }
        if (changed) {
            recorded.put(connection.cluster(), new Entry(user.name(), version));
            records.write(owner, recorded);
        }
        return Optional.empty();
    }

    /** Removes users that are not planned any more, for example because the service moved to another cluster. */
    public Release prune(Owner owner, List<PlannedUser> planned) {
        Set<String> stay = planned.stream()
                .filter(DirectCredentials::isKeptHere)
                .map(user -> user.cluster().name())
                .collect(Collectors.toSet());
        return remove(owner, cluster -> !stay.contains(cluster));
    }

    /** Removes all users of an owner that is being deleted. */
    public Release release(Owner owner) {
        Release release = remove(owner, cluster -> true);
        records.forget(owner);
        return release;
    }

    private Release remove(Owner owner, Predicate<String> leaves) {
        SortedMap<String, Entry> recorded = records.of(owner);
        List<String> waiting = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        boolean changed = false;
        for (Map.Entry<String, Entry> each : Map.copyOf(recorded).entrySet()) {
            String cluster = each.getKey();
            if (!leaves.test(cluster)) {
                continue;
            }
            String user = each.getValue().name();
            Optional<ClusterConnection> connection = connections.find(cluster);
            BrokerProblem problem = null;
            if (connection.isPresent()) {
                problem = users.remove(connection.get(), user).problem();
            } else {
                notices.add(
                        "User " + user + " was left behind: Kafka cluster " + cluster + " is not configured any more");
            }
            if (problem == null) {
                recorded.remove(cluster);
                changed = true;
            } else {
                waiting.add("user " + user + ": "
                        + doubtWhenRefused(connection.get(), problem).message());
            }
        }
        if (changed) {
            records.write(owner, recorded);
        }
        return new Release(waiting, notices);
    }

    /** Credentials of the operator that the cluster does not accept are read anew the next time. */
    private BrokerProblem doubtWhenRefused(ClusterConnection connection, BrokerProblem problem) {
        if (problem.reason() == BrokerProblem.Reason.AuthenticationFailed) {
            connections.forget(connection.cluster());
        }
        return problem;
    }

    private static String version(GenericKubernetesResource secret) {
        return secret.getMetadata().getUid() + "/" + secret.getMetadata().getResourceVersion();
    }

    /** What planned rules are for Kafka. */
    public static Set<Right> rights(List<PlannedAcl> acls) {
        return acls.stream()
                .flatMap(acl -> acl.operations().stream()
                        .map(operation -> new Right(
                                switch (acl.resource()) {
                                    case TOPIC -> ResourceType.TOPIC;
                                    case GROUP -> ResourceType.GROUP;
                                },
                                PatternType.LITERAL,
                                acl.name(),
                                switch (operation) {
                                    case DESCRIBE -> AclOperation.DESCRIBE;
                                    case READ -> AclOperation.READ;
                                    case WRITE -> AclOperation.WRITE;
                                })))
                .collect(Collectors.toSet());
    }
}
