package io.eventtopology.operator.broker;

import io.eventtopology.operator.broker.UserRequest.Right;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.ResourceNotFoundException;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.jspecify.annotations.Nullable;

/**
 * Keeps SCRAM-SHA-512 users and their ACLs on clusters that no Strimzi operator manages. Stateless and thread-safe; blocks its caller for a few times
 * {@link ClusterConnection#CALL_LIMIT} at most. Never throws for what Kafka does or does not do.
 */
public final class DirectUsers {
    /** As Kafka's own tools and Strimzi do; 4096 is the least that RFC 7677 allows. */
    private static final ScramCredentialInfo SCRAM = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);

    private static final String ANY_HOST = "*";
    private final AdminClients clients;

    /** Takes its connections from {@code clients}, which others may share. */
    public DirectUsers(AdminClients clients) {
        this.clients = clients;
    }

    /**
     * Gives a user its password and exactly the declared rights; ACLs of that principal that are not declared are deleted. Only differences are written: the
     * password when the user has none or the request says that it changed.
     */
    public UserObservation ensure(ClusterConnection connection, UserRequest request) {
        return inSteps(connection, request.user(), steps -> {
            if (request.passwordChanged() || !steps.hasCredential()) {
                steps.writeCredential(request.password());
            }
            Set<AclBinding> wanted = request.rights().stream()
                    .map(right -> binding(request.user(), right))
                    .collect(Collectors.toSet());
            Collection<AclBinding> existing = steps.acls();
            // Rights are added first: a rename of what a service uses never leaves it with neither.
            steps.add(wanted.stream().filter(acl -> !existing.contains(acl)).toList());
            steps.remove(existing.stream().filter(acl -> !wanted.contains(acl)).toList());
        });
    }

    /**
     * Whether a user that was never recorded as ours can be created without taking anybody's place.
     *
     * @return why not; null when there is no user of that name
     */
    public @Nullable BrokerProblem obstacle(ClusterConnection connection, String user) {
        List<Boolean> taken = new ArrayList<>();
        BrokerProblem problem = inSteps(connection, user, steps -> taken.add(steps.hasCredential()))
                .problem();
        if (problem == null && taken.contains(true)) {
            return new BrokerProblem(
                    BrokerProblem.Reason.ForeignUser,
                    "User %s already exists on %s and this operator did not create it: delete that user, or rename the service"
                            .formatted(user, connection.described()));
        }
        return problem;
    }

    /** Removes a user and all ACLs of its principal; nothing is written when there are none. */
    public UserObservation remove(ClusterConnection connection, String user) {
        return inSteps(connection, user, steps -> {
            if (steps.hasCredential()) {
                steps.deleteCredential();
            }
            steps.remove(steps.acls());
        });
    }

    private static AclBinding binding(String user, Right right) {
        return new AclBinding(
                new ResourcePattern(right.type(), right.name(), right.pattern()),
                new AccessControlEntry(principal(user), ANY_HOST, right.operation(), AclPermissionType.ALLOW));
    }

    private static String principal(String user) {
        return "User:" + user;
    }

    private interface Work {
        void run(Steps steps) throws ExecutionException, InterruptedException;
    }

    private interface Calls {
        void run() throws ExecutionException, InterruptedException;
    }

    private UserObservation inSteps(ClusterConnection connection, String user, Work work) {
        return clients.call(
                connection,
                admin -> {
                    Steps steps = new Steps(admin, user);
                    ProblemTranslator problems = new ProblemTranslator(connection);
                    return steps.observation(
                            problem(() -> work.run(steps), thrown -> problems.translate("User " + user, thrown)));
                },
                observation -> {
                    BrokerProblem problem = observation.problem();
                    return problem != null && problem.isOfConnection() ? problem : null;
                },
                found -> new UserObservation(false, 0, 0, found));
    }

    private static @Nullable BrokerProblem problem(Calls calls, Function<Throwable, BrokerProblem> translate) {
        try {
            calls.run();
            return null;
        } catch (ExecutionException e) {
            return translate.apply(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return translate.apply(e);
        }
    }

    /** The calls about one user, and a count of what they wrote. */
    private static final class Steps {
        private final Admin admin;
        private final String user;
        private boolean credentialWritten;
        private int added;
        private int removed;

        Steps(Admin admin, String user) {
            this.admin = admin;
            this.user = user;
        }

        boolean hasCredential() throws ExecutionException, InterruptedException {
            try {
                return admin
                        .describeUserScramCredentials(List.of(user))
                        .description(user)
                        .get()
                        .credentialInfos()
                        .stream()
                        .anyMatch(info -> info.mechanism() == ScramMechanism.SCRAM_SHA_512);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ResourceNotFoundException) {
                    return false;
                }
                throw e;
            }
        }

        void writeCredential(String password) throws ExecutionException, InterruptedException {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(user, SCRAM, password)))
                    .all()
                    .get();
            credentialWritten = true;
        }

        void deleteCredential() throws ExecutionException, InterruptedException {
            admin.alterUserScramCredentials(
                            List.of(new UserScramCredentialDeletion(user, ScramMechanism.SCRAM_SHA_512)))
                    .all()
                    .get();
            credentialWritten = true;
        }

        Collection<AclBinding> acls() throws ExecutionException, InterruptedException {
            return admin.describeAcls(new AclBindingFilter(
                            ResourcePatternFilter.ANY,
                            new AccessControlEntryFilter(
                                    principal(user), null, AclOperation.ANY, AclPermissionType.ANY)))
                    .values()
                    .get();
        }

        void add(Collection<AclBinding> acls) throws ExecutionException, InterruptedException {
            if (!acls.isEmpty()) {
                for (KafkaFuture<Void> creation :
                        admin.createAcls(acls).values().values()) {
                    creation.get();
                    added++;
                }
            }
        }

        void remove(Collection<AclBinding> acls) throws ExecutionException, InterruptedException {
            if (!acls.isEmpty()) {
                removed += admin.deleteAcls(
                                acls.stream().map(AclBinding::toFilter).toList())
                        .all()
                        .get()
                        .size();
            }
        }

        UserObservation observation(@Nullable BrokerProblem problem) {
            return new UserObservation(credentialWritten, added, removed, problem);
        }
    }
}
