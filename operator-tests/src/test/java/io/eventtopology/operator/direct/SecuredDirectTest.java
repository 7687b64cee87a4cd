package io.eventtopology.operator.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.broker.KafkaByHand;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.proxy.ApiFaultProxy;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A Direct cluster that knows nobody by default: the operator authenticates, and gives each service an identity of its own. */
class SecuredDirectTest {
    private static final String TOPOLOGY = "broker: {kafka: {cluster: secured, auth: {type: scramSha512}}}";
    private static final String CANARY = "canary-2b8e17d4";

    private static OperatorHarness harness;
    private static KafkaBroker broker;
    private static KafkaByHand byHand;
    private static Admin admin;
    private static ApiFaultProxy proxy;
    private static OperatorRuntime operator;

    @BeforeAll
    static void start() {
        broker = KafkaBroker.secured();
        byHand = new KafkaByHand(broker);
        admin = Admin.create(broker.adminProperties());
        harness = OperatorHarness.start();
        proxy = ApiFaultProxy.start(harness.operatorConfig());
        operator = startOperator();
        operatorSecret("kafka-operator", broker.adminPassword());
    }

    private static OperatorRuntime startOperator() {
        return harness.startOperator("""
                resyncInterval: PT3S
                kafka:
                  clusters:
                    - {name: secured, provisioner: Direct, bootstrapServers: {scramSha512: "%1$s"}, tls: true, credentials: kafka-operator}
                    - {name: rotated, provisioner: Direct, bootstrapServers: {scramSha512: "%1$s"}, tls: true, credentials: rotated}
                    - {name: public, provisioner: Direct, bootstrapServers: {scramSha512: "%1$s"}, tls: true, credentials: public}
                """.formatted(broker.bootstrapServers()), proxy.config());
    }

    @AfterAll
    static void stop() {
        harness.close();
        proxy.close();
        admin.close();
        byHand.close();
        broker.close();
    }

    private static void operatorSecret(String name, String password) {
        operatorSecret(name, password, Map.of("ca.crt", broker.caCertificatePem()));
    }

    private static void operatorSecret(String name, String password, Map<String, String> further) {
        harness.admin()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(OperatorHarness.OPERATOR_NAMESPACE)
                        .withName(name)
                        .endMetadata()
                        .addToStringData("username", broker.adminUser())
                        .addToStringData("password", password)
                        .addToStringData(further)
                        .build())
                .serverSideApply();
    }

    /**
     * A Secret without ca.crt says that everybody trusts the brokers' authority. Here nobody does, so the operator itself gets no
     * further, but the service has all that it needs. Guard: {@code OwnAuthorities}. Seen to fail without it: the Secret was never
     * written, for want of ca.crt.
     */
    @Test
    void aPubliclyTrustedClusterNeedsNoCertificateOfItsAuthority() {
        Shop shop = new Shop(harness, "public");
        operatorSecret("public", broker.adminPassword(), Map.of());
        shop.declare("broker: {kafka: {cluster: public, auth: {type: scramSha512}}}", "{type: public.task.created}");
        harness.apply(service("public", "notify", "{event: public.task.created, route: /e}", ""));

        await().atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(secret("public", "notify"))
                        .isNotNull()
                        .satisfies(secret -> assertThat(secret.getData()).containsOnlyKeys("username", "password")));
    }

    /**
     * Guards: {@code BrokerSecurity.Unusable} says what is missing, and {@code ClusterConnections.forget} reads the Secret anew
     * after it was refused. Seen to fail without the latter: the old password was used for half a minute.
     */
    @Test
    void theOperatorsOwnCredentialsAreMissedDoubtedAndHeal() {
        Shop shop = new Shop(harness, "rotated");
        String spec = "broker: {kafka: {cluster: rotated, auth: {type: scramSha512}}}, deletionPolicy: Delete";
        shop.declare(spec, "{type: rotated.task.created, retention: 7d}");
        assertThat(shop.awaitCondition("TopicsReady", "False", "InvalidConnection"))
                .contains("Secret event-topology-system/rotated", "does not exist");

        operatorSecret("rotated", CANARY);
        assertThat(shop.awaitCondition("TopicsReady", "False", "AuthenticationFailed"))
                .contains("Check user, password and certificates")
                .doesNotContain(CANARY);
        shop.awaitCondition("Stalled", "True", "AuthenticationFailed");
        long mended = System.nanoTime();
        operatorSecret("rotated", broker.adminPassword());
        shop.awaitReady();
        assertThat(Duration.ofNanos(System.nanoTime() - mended)).isLessThan(Duration.ofSeconds(28));

        shop.declare(spec, "{type: rotated.task.created, retention: 7d, partitions: 3}");
        shop.awaitReady();
        assertThat(byHand.describe("rotated.task.created").partitions()).hasSize(3);
        byHand.drift("rotated.task.created", "retention.ms", "60000");
        shop.awaitEvent(Shop.TOPOLOGY, "KafkaNotice", "rotated.task.created", "from 60000 to 604800000");
        shop.delete();
        shop.awaitGone();
        assertThat(byHand.topics()).doesNotContain("rotated.task.created");
    }

    /**
     * Guard: {@code ServiceUsers} gives exactly the planned rights. Seen to fail without the group's right (nothing can be
     * consumed) and with the rights of a prefix instead of a name (its own dead letters can be read).
     */
    @Test
    void aServiceMayDoWhatItDeclaresAndNothingElse() throws Exception {
        Shop shop = shop("declared");
        Map<String, Object> client = client("declared", "notify");
        byHand.send("declared.task.created", "one");

        publish(client, "declared.message.sent", "sent");
        publish(client, "declared.task.created.declared.notify.dlq", "dead");
        assertThat(consume(client, "declared.task.created", "declared.notify")).containsExactly("one");
        assertThat(byHand.read("declared.message.sent")).containsExactly("sent");

        assertThatThrownBy(() -> publish(client, "declared.task.created", "forged"))
                .isInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> publish(client, "declared.task.other", "forged"))
                .isInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> consume(client, "declared.message.sent", "declared.notify"))
                .isInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> consume(client, "declared.task.created.declared.notify.dlq", "declared.notify"))
                .isInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> consume(client, "declared.task.created", "declared.other"))
                .isInstanceOf(GroupAuthorizationException.class);
        assertThatThrownBy(() -> consume(client, "declared.task.created", "notify"))
                .isInstanceOf(GroupAuthorizationException.class);

        harness.apply(service("declared", "notify", "", "{event: declared.message.sent}"));
        await().atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(acls("declared.notify"))
                        .extracting(acl -> acl.pattern().name())
                        .containsOnly("declared.message.sent"));
        shop.awaitServiceReady("notify");
        assertThatThrownBy(() -> consume(client, "declared.task.created", "declared.notify"))
                .isInstanceOf(TopicAuthorizationException.class);
    }

    /**
     * Guards: a stored password is kept, and {@code UserRecords} knows which one Kafka has. Seen to fail with a new password at
     * each pass (the Secret is written at rest), and without the record (a password that changed is never told to Kafka).
     */
    @Test
    void passwordsAreKeptAtRestAndFollowedWhenTheyChange() throws Exception {
        Shop shop = shop("kept");
        Map<String, String> first = secret("kept", "notify").getData();
        assertThat(decoded(first, "username")).isEqualTo("kept.notify");
        assertThat(decoded(first, "password")).hasSizeGreaterThan(40);
        assertThat(decoded(first, "ca.crt")).isEqualTo(broker.caCertificatePem());
        assertThat(acls("kept.notify")).isNotEmpty();

        assertQuiet();
        harness.stop(operator);
        operator = startOperator();
        assertQuiet();
        assertThat(secret("kept", "notify").getData()).isEqualTo(first);

        harness.admin().secrets().inNamespace("kept").withName("notify-kafka").edit(s -> {
            s.getData().put("password", encoded("chosen-by-hand"));
            return s;
        });
        Map<String, Object> chosen = client("kept", "notify");
        await().atMost(OperatorHarness.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> publish(chosen, "kept.message.sent", "by hand"));

        harness.admin().secrets().inNamespace("kept").withName("notify-kafka").delete();
        await().atMost(OperatorHarness.PATIENCE).until(() -> secret("kept", "notify") != null);
        assertThat(decoded(secret("kept", "notify").getData(), "password"))
                .isNotEqualTo("chosen-by-hand")
                .isNotEqualTo(decoded(first, "password"));
        Map<String, Object> anew = client("kept", "notify");
        await().atMost(OperatorHarness.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> publish(anew, "kept.message.sent", "anew"));
        shop.awaitServiceReady("notify");
    }

    private static void assertQuiet() {
        MetadataLog log = new MetadataLog(broker);
        await("two passes without a write").atMost(OperatorHarness.PATIENCE).untilAsserted(() -> {
            proxy.clear();
            long before = log.writes();
            double passes = operator.metrics().reconciliations("EventService");
            await().atMost(OperatorHarness.PATIENCE)
                    .until(() -> operator.metrics().reconciliations("EventService") >= passes + 6);
            assertThat(proxy.writes()).isEmpty();
            assertThat(log.writes() - before).isZero();
        });
    }

    /**
     * Guard: {@code ServiceUsers.release}. Seen to fail without it: the rights of a service that is gone were still there.
     */
    @Test
    void aUserGoesWithItsService() throws Exception {
        Shop shop = shop("leaving");
        Map<String, Object> client = client("leaving", "notify");
        publish(client, "leaving.message.sent", "sent");

        shop.delete();
        shop.awaitGone();
        shop.deleteService("notify");

        assertThat(acls("leaving.notify")).isEmpty();
        assertThatThrownBy(() -> publish(client, "leaving.message.sent", "ghost"))
                .isInstanceOf(SaslAuthenticationException.class);
        assertThat(harness.admin()
                        .configMaps()
                        .inNamespace(OperatorHarness.OPERATOR_NAMESPACE)
                        .withName("kafka-users.eventservice.leaving.notify")
                        .get())
                .isNull();
    }

    /**
     * Guards: {@code DirectUsers.obstacle}, and the ownership rules of {@code ChildApplier} for the Secret. Seen to fail without
     * the obstacle: the service took the other user for its own and was ready.
     */
    @Test
    void aUserAndASecretOfOthersAreNotTouched() throws Exception {
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        "others.notify", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), "theirs")))
                .all()
                .get();
        Shop shop = new Shop(harness, "others");
        harness.admin()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace("others")
                        .withName("audit-kafka")
                        .endMetadata()
                        .addToStringData("password", "precious")
                        .build())
                .serverSideApply();
        declare("others", shop);
        harness.apply(service("others", "audit", "{event: others.task.created, route: /e}", ""));

        assertThat(shop.awaitServiceCondition("notify", "PubSubReady", "False", "KafkaUserNotReady"))
                .contains("ForeignUser: User others.notify already exists", "delete that user");
        shop.awaitServiceCondition("notify", "Stalled", "True", "KafkaUserNotReady");
        shop.awaitServiceCondition("audit", "PubSubReady", "False", "Conflict");
        assertThat(decoded(secret("others", "audit").getData(), "password")).isEqualTo("precious");
        assertThat(acls("others.notify")).isEmpty();
        try (Admin theirs = Admin.create(broker.userProperties("others.notify", "theirs"))) {
            assertThat(theirs.describeCluster().nodes().get()).isNotEmpty();
        }

        shop.deleteService("notify");
        try (Admin theirs = Admin.create(broker.userProperties("others.notify", "theirs"))) {
            assertThat(theirs.describeCluster().nodes().get()).as("still there").isNotEmpty();
        }
    }

    /**
     * Fault 48. Guard: passwords pass from the Secret to Kafka's client only. Seen to fail with the user's request logged with its
     * password.
     */
    @Test
    void noPasswordShowsUpOutsideItsSecret() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger ours = (Logger) LoggerFactory.getLogger("io.eventtopology");
        Level before = ours.getLevel();
        root.addAppender(log);
        ours.setLevel(Level.TRACE);
        try {
            Shop shop = shop("canary");
            String made = decoded(secret("canary", "notify").getData(), "password");
            harness.admin()
                    .secrets()
                    .inNamespace("canary")
                    .withName("notify-kafka")
                    .edit(s -> {
                        s.getData().put("password", encoded(CANARY));
                        return s;
                    });
            Map<String, Object> client = client("canary", "notify");
            await().atMost(OperatorHarness.PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> publish(client, "canary.message.sent", "x"));
            shop.awaitServiceReady("notify");

            List<String> texts = new ArrayList<>();
            for (String kind : List.of(
                    "eventtopologies,eventservices,components.dapr.io,subscriptions.dapr.io",
                    "resiliencies.dapr.io,configurations.dapr.io,events,configmaps")) {
                texts.add(harness.plane()
                        .kubectl("get", kind, "--all-namespaces", "-o", "yaml", "--show-managed-fields")
                        .stdout());
            }
            log.list.forEach(line -> texts.add(line.getFormattedMessage() + line.getThrowableProxy()));
            assertThat(texts)
                    .hasSizeGreaterThan(2)
                    .allSatisfy(text -> assertThat(text)
                            .doesNotContain(CANARY, encoded(CANARY), made, encoded(made), broker.adminPassword()));
        } finally {
            root.detachAppender(log);
            ours.setLevel(before);
        }
    }

    /** A topology with a service that consumes one event and publishes another, both ready. */
    private static Shop shop(String namespace) {
        Shop shop = new Shop(harness, namespace);
        declare(namespace, shop);
        shop.awaitReady();
        shop.awaitServiceReady("notify");
        return shop;
    }

    private static void declare(String namespace, Shop shop) {
        shop.declare(
                TOPOLOGY,
                "{type: " + namespace + ".task.created}",
                "{type: " + namespace + ".task.other}",
                "{type: " + namespace + ".message.sent}");
        harness.apply(service(
                namespace,
                "notify",
                "{event: " + namespace + ".task.created, route: /e}",
                "{event: " + namespace + ".message.sent}"));
    }

    private static String service(String namespace, String name, String subscribes, String publishes) {
        return """
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: %s, namespace: %s}
                spec:
                  topologyRef: {name: todos}
                  appId: %1$s
                  subscribes: [%s]
                  publishes: [%s]
                """.formatted(name, namespace, subscribes, publishes);
    }

    private static Secret secret(String namespace, String service) {
        return harness.admin()
                .secrets()
                .inNamespace(namespace)
                .withName(service + "-kafka")
                .get();
    }

    private static String decoded(Map<String, String> data, String key) {
        return new String(Base64.getDecoder().decode(data.get(key)), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Connects with nothing but what the Secret holds, as the sidecar does. */
    private static Map<String, Object> client(String namespace, String service) {
        Map<String, String> data = secret(namespace, service).getData();
        Map<String, Object> client =
                new HashMap<>(broker.userProperties(decoded(data, "username"), decoded(data, "password")));
        client.put("ssl.truststore.certificates", decoded(data, "ca.crt"));
        return client;
    }

    private static void publish(Map<String, Object> client, String topic, String value) throws Exception {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("max.block.ms", "10000");
        // Idempotence is a right of its own, and Dapr's producer does not ask for it.
        settings.put("enable.idempotence", "false");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static List<String> consume(Map<String, Object> client, String topic, String group) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("group.id", group);
        settings.put("auto.offset.reset", "earliest");
        settings.put("session.timeout.ms", "10000");
        settings.put("heartbeat.interval.ms", "2000");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (values.isEmpty() && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(message -> values.add(message.value()));
            }
            consumer.commitSync();
        }
        return values;
    }

    private static List<AclBinding> acls(String user) throws ExecutionException, InterruptedException {
        return List.copyOf(admin.describeAcls(new AclBindingFilter(
                        ResourcePatternFilter.ANY,
                        new AccessControlEntryFilter("User:" + user, null, AclOperation.ANY, AclPermissionType.ANY)))
                .values()
                .get());
    }
}
