package io.eventtopology.operator.broker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.eventtopology.operator.broker.BrokerProblem.Reason;
import io.eventtopology.operator.broker.BrokerSecurity.ClientCertificate;
import io.eventtopology.operator.broker.BrokerSecurity.ScramSha512;
import io.eventtopology.operator.broker.BrokerSecurity.Tls;
import io.eventtopology.operator.broker.TopicObservation.Outcome;
import io.eventtopology.operator.broker.UserRequest.Right;
import io.eventtopology.planner.model.DesiredTopic;
import io.eventtopology.tools.kafka.KafkaBroker;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The Direct provisioner on a real broker with TLS, SCRAM-SHA-512 and ACLs that denies by default. */
class SecuredClusterTest {
    private static KafkaBroker broker;
    private static KafkaByHand byHand;
    private static ClusterConnection scram;
    private static ClusterConnection certificate;
    private static final CountingAdmins ADMINS = new CountingAdmins();
    private static final AdminClients CLIENTS = new AdminClients(ADMINS::create);
    private final DirectProvisioner provisioner = new DirectProvisioner(CLIENTS);
    private final DirectUsers users = new DirectUsers(CLIENTS);

    @BeforeAll
    static void start() {
        broker = KafkaBroker.secured();
        byHand = new KafkaByHand(broker);
        scram = as("main", broker.adminUser(), broker.adminPassword());
        certificate = new ClusterConnection(
                "by-certificate",
                broker.tlsBootstrapServers(),
                new Tls(
                        broker.caCertificatePem(),
                        new ClientCertificate(broker.adminCertificatePem(), broker.adminKeyPem())));
    }

    @AfterAll
    static void stop() {
        CLIENTS.close();
        byHand.close();
        broker.close();
    }

    @BeforeEach
    void forgetWrites() {
        ADMINS.takeWrites();
    }

    @Test
    void everythingOnceMoreOverSaslSsl() {
        List<TopicRequest> requests = IntStream.range(0, 200)
                .mapToObj(i -> new TopicRequest(topic("secured.topic.n" + i, 2, "259200000"), null, false))
                .toList();
        Map<String, TopicObservation> created = provisioner.reconcile(scram, requests);
        assertThat(created.values()).extracting(TopicObservation::outcome).containsOnly(Outcome.Created);
        assertThat(ADMINS.takeWrites()).containsExactly("createTopics(200)");
        byHand.send("secured.topic.n0", "a", "b");
        byHand.setConfig("secured.topic.n1", "retention.ms", "60000");
        String foreign = byHand.create("secured.topic.foreign");

        Map<String, TopicObservation> second = provisioner.reconcile(
                scram,
                List.of(
                        recorded(topic("secured.topic.n0", 4, "259200000"), created),
                        recorded(topic("secured.topic.n1", 2, "259200000"), created),
                        recorded(topic("secured.topic.n2", 1, "259200000"), created),
                        new TopicRequest(topic("secured.topic.foreign", 1, "259200000"), null, false),
                        recorded(topic("secured.topic.n3", 2, "259200000"), created)));

        assertThat(second.values())
                .extracting(TopicObservation::outcome)
                .containsExactly(
                        Outcome.PartitionsRaised,
                        Outcome.ConfigurationCorrected,
                        Outcome.Refused,
                        Outcome.Conflict,
                        Outcome.Unchanged);
        assertThat(ADMINS.takeWrites()).containsExactly("createPartitions(1)", "incrementalAlterConfigs(1)");
        assertThat(byHand.read("secured.topic.n0")).containsExactlyInAnyOrder("a", "b");

        assertThat(provisioner.delete(
                        scram,
                        Map.of(
                                "secured.topic.n3",
                                created.get("secured.topic.n3").state().topicId(),
                                "secured.topic.foreign",
                                created.get("secured.topic.n4").state().topicId())))
                .containsOnly(
                        Map.entry("secured.topic.n3", new DeletionOutcome.Deleted()),
                        Map.entry("secured.topic.foreign", new DeletionOutcome.LeftAlone(foreign)));
    }

    @Test
    void connectsWithAClientCertificate() {
        TopicObservation observation = one(certificate, topic("certificate.task.created", 1, "259200000"));

        assertThat(observation.outcome()).isEqualTo(Outcome.Created);
    }

    @Test
    void aWrongPasswordIsSaidAndHealsWhenItIsCorrected() {
        DesiredTopic topic = topic("password.task.created", 1, "259200000");

        TopicObservation refused = one(as("rotating", "admin", "outdated"), topic);

        assertThat(refused.outcome()).isEqualTo(Outcome.Failed);
        assertThat(refused.problem().reason()).isEqualTo(Reason.AuthenticationFailed);
        assertThat(refused.problem().message())
                .contains("Kafka cluster rotating", "invalid credentials", "Check user, password and certificates")
                .doesNotContain("outdated");
        assertThat(one(as("rotating", broker.adminUser(), broker.adminPassword()), topic)
                        .outcome())
                .isEqualTo(Outcome.Created);
    }

    @Test
    void aClusterThatAnotherAuthoritySignedIsNotTrusted() {
        ClusterConnection wrongAuthority = new ClusterConnection(
                "untrusted",
                broker.bootstrapServers(),
                new ScramSha512(true, null, broker.adminUser(), broker.adminPassword()));

        TopicObservation observation = one(wrongAuthority, topic("untrusted.task.created", 1, "259200000"));

        assertThat(observation.outcome()).isEqualTo(Outcome.Failed);
        assertThat(observation.problem().reason()).isEqualTo(Reason.AuthenticationFailed);
        assertThat(observation.problem().message()).contains("unable to find valid certification path");
    }

    @Test
    void whatTheOperatorMayNotDoIsNotAuthorizedForThatTopicOnly() {
        byHand.create("limited.task.existing");
        users.ensure(
                scram,
                new UserRequest(
                        "limited",
                        "limited-password",
                        true,
                        Set.of(
                                right(ResourceType.TOPIC, "allowed.", PatternType.PREFIXED, AclOperation.ALL),
                                right(
                                        ResourceType.TOPIC,
                                        "limited.task.existing",
                                        PatternType.LITERAL,
                                        AclOperation.DESCRIBE))));
        ClusterConnection limited = as("limited", "limited", "limited-password");

        Map<String, TopicObservation> observations = provisioner.reconcile(
                limited,
                List.of(
                        new TopicRequest(topic("allowed.task.created", 1, "259200000"), null, false),
                        new TopicRequest(topic("denied.task.created", 1, "259200000"), null, false),
                        new TopicRequest(topic("limited.task.existing", 1, "259200000"), null, true)));

        assertThat(observations.get("allowed.task.created").outcome()).isEqualTo(Outcome.Created);
        for (String denied : List.of("denied.task.created", "limited.task.existing")) {
            assertThat(observations.get(denied).outcome()).isEqualTo(Outcome.Failed);
            assertThat(observations.get(denied).problem().reason()).isEqualTo(Reason.NotAuthorized);
            assertThat(observations.get(denied).problem().message())
                    .contains("Topic " + denied, "does not allow the operator", "Grant its user");
        }
        assertThat(users.ensure(limited, new UserRequest("other", "p", false, Set.of()))
                        .problem()
                        .reason())
                .isEqualTo(Reason.NotAuthorized);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"simple", "qu\"ote", "back\\slash", "semi;colon ' and space", "line\nbreak\r\t", "ünï\u20ac"})
    void passwordsMayHoldAnything(String password) {
        String user = "user-" + Integer.toHexString(password.hashCode());
        assertThat(users.ensure(
                                scram,
                                new UserRequest(
                                        user,
                                        password,
                                        true,
                                        Set.of(right(
                                                ResourceType.TOPIC, "any", PatternType.LITERAL, AclOperation.ALL))))
                        .problem())
                .isNull();

        assertThat(provisioner.observe(as(user, user, password), List.of("any"), Set.of()))
                .containsOnly(Map.entry("any", new TopicLookup.Absent()));
    }

    @Test
    void aUserGetsExactlyTheDeclaredRightsAndAtRestNothingIsWritten() throws Exception {
        Right write = right(ResourceType.TOPIC, "todos.task.created", PatternType.LITERAL, AclOperation.WRITE);
        Right read = right(ResourceType.TOPIC, "todos.task.created", PatternType.LITERAL, AclOperation.READ);
        Right group = right(ResourceType.GROUP, "shop.notify", PatternType.LITERAL, AclOperation.READ);
        users.ensure(scram, new UserRequest("bystander", "p", false, Set.of(write)));

        UserObservation created = users.ensure(scram, new UserRequest("notify", "first", false, Set.of(write, group)));
        assertThat(created).isEqualTo(new UserObservation(true, 2, 0, null));
        ADMINS.takeWrites();

        UserObservation same = users.ensure(scram, new UserRequest("notify", "first", false, Set.of(write, group)));
        assertThat(same.changed()).isFalse();
        assertThat(ADMINS.takeWrites()).isEmpty();

        UserObservation changed = users.ensure(scram, new UserRequest("notify", "first", false, Set.of(read, group)));
        assertThat(changed).isEqualTo(new UserObservation(false, 1, 1, null));
        assertThat(acls())
                .extracting(acl -> acl.entry().principal() + " " + acl.entry().operation() + " "
                        + acl.pattern().name())
                .filteredOn(acl -> acl.startsWith("User:notify ") || acl.startsWith("User:bystander "))
                .containsExactlyInAnyOrder(
                        "User:notify READ todos.task.created",
                        "User:notify READ shop.notify",
                        "User:bystander WRITE todos.task.created");
    }

    @Test
    void aPasswordIsWrittenOnlyWhenItChanged() {
        Set<Right> rights = Set.of(right(ResourceType.TOPIC, "any", PatternType.LITERAL, AclOperation.DESCRIBE));
        users.ensure(scram, new UserRequest("rotated", "first", false, rights));

        assertThat(users.ensure(scram, new UserRequest("rotated", "second", true, rights))
                        .credentialWritten())
                .isTrue();

        assertThat(lookup(as("rotated-old", "rotated", "first")))
                .isInstanceOfSatisfying(
                        TopicLookup.Unknown.class,
                        unknown -> assertThat(unknown.problem().reason()).isEqualTo(Reason.AuthenticationFailed));
        assertThat(lookup(as("rotated-new", "rotated", "second")).toString()).doesNotContain("AuthenticationFailed");
    }

    @Test
    void removesAUserWithAllRightsAndNobodyElse() throws Exception {
        Right write = right(ResourceType.TOPIC, "todos.task.created", PatternType.LITERAL, AclOperation.WRITE);
        users.ensure(scram, new UserRequest("leaving", "p", false, Set.of(write)));
        users.ensure(scram, new UserRequest("leaving-not", "p", false, Set.of(write)));

        assertThat(users.remove(scram, "leaving")).isEqualTo(new UserObservation(true, 0, 1, null));
        ADMINS.takeWrites();
        assertThat(users.remove(scram, "leaving").changed()).isFalse();
        assertThat(ADMINS.takeWrites()).isEmpty();

        assertThat(acls())
                .extracting(acl -> acl.entry().principal())
                .contains("User:leaving-not")
                .doesNotContain("User:leaving");
        assertThat(lookup(as("left", "leaving", "p")).toString()).contains("AuthenticationFailed");
    }

    /** Looks at everything that is logged, Kafka's client included, down to the last level that an operator could turn on. */
    @Test
    void noSecretReachesALogOrAText() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger kafka = (Logger) LoggerFactory.getLogger("org.apache.kafka");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Level before = kafka.getLevel();
        kafka.setAdditive(false);
        kafka.setLevel(Level.DEBUG);
        kafka.addAppender(log);
        root.addAppender(log);
        String canary = "canary-7f3a";
        ClusterConnection connection = as("canary", "canary", canary);
        ClusterConnection mutual =
                new ClusterConnection("canary-tls", certificate.bootstrapServers(), certificate.security());
        ClusterConnection brokenKey = new ClusterConnection(
                "canary-broken",
                broker.tlsBootstrapServers(),
                new Tls(broker.caCertificatePem(), new ClientCertificate(broker.adminCertificatePem(), canary)));
        UserRequest request = new UserRequest("canary", canary, true, Set.of());
        try (AdminClients clients = new AdminClients()) {
            DirectProvisioner fresh = new DirectProvisioner(clients);
            String texts = List.of(
                            connection,
                            mutual,
                            request,
                            fresh.observe(connection, List.of("a.b.c"), Set.of()),
                            new DirectUsers(clients).ensure(scram, request),
                            fresh.observe(connection, List.of("a.b.c"), Set.of()),
                            fresh.observe(mutual, List.of("a.b.c"), Set.of()),
                            fresh.observe(brokenKey, List.of("a.b.c"), Set.of()))
                    .toString();

            String key = broker.adminKeyPem().lines().skip(1).findFirst().orElseThrow();
            assertThat(texts).contains("AuthenticationFailed", "InvalidConnection");
            assertThat(texts).doesNotContain(canary, key, broker.adminPassword());
            assertThat(log.list)
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(event.getFormattedMessage() + event.getThrowableProxy())
                            .doesNotContain(canary, key, broker.adminPassword()));
        } finally {
            root.detachAppender(log);
            kafka.detachAppender(log);
            kafka.setAdditive(true);
            kafka.setLevel(before);
        }
    }

    private TopicLookup lookup(ClusterConnection connection) {
        return provisioner.observe(connection, List.of("any"), Set.of()).get("any");
    }

    private TopicObservation one(ClusterConnection connection, DesiredTopic topic) {
        return provisioner
                .reconcile(connection, List.of(new TopicRequest(topic, null, false)))
                .get(topic.name());
    }

    private static Collection<AclBinding> acls() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(broker.adminProperties())) {
            return admin.describeAcls(AclBindingFilter.ANY).values().get();
        }
    }

    private static ClusterConnection as(String cluster, String user, String password) {
        return new ClusterConnection(
                cluster, broker.bootstrapServers(), new ScramSha512(true, broker.caCertificatePem(), user, password));
    }

    private static Right right(ResourceType type, String name, PatternType pattern, AclOperation operation) {
        return new Right(type, pattern, name, operation);
    }

    private static DesiredTopic topic(String name, int partitions, String retention) {
        return DesiredTopic.of(name, partitions, null, Map.of("retention.ms", retention));
    }

    private static TopicRequest recorded(DesiredTopic topic, Map<String, TopicObservation> created) {
        return new TopicRequest(topic, created.get(topic.name()).state().topicId(), false);
    }
}
