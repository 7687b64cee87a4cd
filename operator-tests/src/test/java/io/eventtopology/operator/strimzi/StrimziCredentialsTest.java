package io.eventtopology.operator.strimzi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.Condition;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.planner.naming.Labels;
import io.eventtopology.tools.standin.StandInKubelet;
import io.eventtopology.tools.standin.StandInTopicOperator;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.KafkaUserBuilder;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the KafkaUser in Strimzi's namespace to the credentials beside the app. */
class StrimziCredentialsTest {
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private static OperatorHarness harness;
    private static StandInKubelet kubelet;
    private static StandInTopicOperator operator;
    private static StrimziObjects strimzi;

    private String namespace;

    @BeforeAll
    static void startEverything() {
        harness = OperatorHarness.start().allowStrimzi("kafka");
        strimzi = new StrimziObjects(harness);
        strimzi.readyKafka("kafka", "main");
        strimzi.readyKafka("kafka", "prefixed");
        kubelet = StandInKubelet.start(harness.admin());
        operator = StandInTopicOperator.start(harness.admin(), "kafka", "main");
        harness.startOperator("""
                resyncInterval: PT10M
                kafka: {strimziNamespaces: [kafka]}
                """);
    }

    @AfterAll
    static void stopEverything() {
        operator.close();
        kubelet.close();
        harness.close();
    }

    @BeforeEach
    void makeNamespace() {
        namespace = harness.createNamespace("creds-" + NAMESPACES.incrementAndGet());
    }

    /**
     * Needs {@code SecretCopyPlanner.keys} to name the keys: with sasl.jaas.config among them it came along. Needs
     * {@code UserRenderer.acls}: with Write for whoever consumes, the list differed.
     */
    @Test
    void aScramUserHasItsRightsAndItsPasswordBesideTheApp() {
        applyMailer("main", "scramSha512");
        harness.awaitServiceReady(namespace, "mailer");

        KafkaUser user = strimzi.user("kafka", namespace + ".mailer");
        assertThat(user.getMetadata().getLabels()).containsEntry("strimzi.io/cluster", "main");
        assertThat(user.getMetadata().getOwnerReferences()).isEmpty();
        assertThat(user.getSpec().getAuthentication().getType()).isEqualTo("scram-sha-512");
        assertThat(acls(user))
                .containsExactlyInAnyOrder(
                        "topic " + event() + " [DESCRIBE, READ]",
                        "topic " + event() + "." + namespace + ".mailer.dlq [DESCRIBE, WRITE]",
                        "topic " + sent() + " [DESCRIBE, WRITE]",
                        "group " + namespace + ".mailer [READ]");

        Secret copy = copy();
        assertThat(copy.getData()).containsOnlyKeys("ca.crt", "password");
        assertThat(copy.getData().get("password"))
                .isEqualTo(
                        strimzi.secret("kafka", namespace + ".mailer").getData().get("password"));
        assertThat(decoded(copy, "ca.crt")).isEqualTo("authority of main");
        assertThat(copy.getMetadata().getOwnerReferences())
                .singleElement()
                .returns("EventService", reference -> reference.getKind());
        assertThat(copy.getMetadata().getLabels())
                .containsEntry(Labels.MANAGED_BY, Labels.OPERATOR)
                .doesNotContainKey("strimzi.io/cluster");
        assertThat(componentSecrets()).containsEntry("saslPassword", "mailer-kafka/password");
        assertThat(componentSecrets()).containsEntry("caCert", "mailer-kafka/ca.crt");
    }

    /**
     * Needs the keys in {@code SecretCopyPlanner}: Strimzi's ca.crt in a user's Secret is that of clients, not of brokers.
     */
    @Test
    void aTlsUserHasItsCertificateAndTheBrokersAuthorityBesideTheApp() {
        applyMailer("main", "tls");
        harness.awaitServiceReady(namespace, "mailer");

        Secret source = strimzi.secret("kafka", namespace + ".mailer");
        Secret copy = copy();
        assertThat(copy.getData()).containsOnlyKeys("ca.crt", "user.crt", "user.key");
        assertThat(copy.getData().get("user.key")).isEqualTo(source.getData().get("user.key"));
        assertThat(copy.getData().get("user.crt")).isEqualTo(source.getData().get("user.crt"));
        assertThat(decoded(copy, "ca.crt")).isEqualTo("authority of main");
        assertThat(componentSecrets())
                .containsEntry("clientCert", "mailer-kafka/user.crt")
                .containsEntry("clientKey", "mailer-kafka/user.key")
                .containsEntry("caCert", "mailer-kafka/ca.crt");
    }

    /**
     * Fault 33, the part without pods. Needs {@code ChangeRouter.secretChanged}: without it the copy stayed old and the pods
     * did not roll.
     */
    @Test
    void rotatedCredentialsReachTheAppAndRollItOnce() {
        applyMailer("main", "scramSha512");
        harness.awaitServiceReady(namespace, "mailer");
        Deployment before = deployment();
        String password = decoded(copy(), "password");

        // Strimzi's User Operator makes a new password when the Secret goes.
        harness.admin()
                .secrets()
                .inNamespace("kafka")
                .withName(namespace + ".mailer")
                .delete();
        awaitRolledOnce(before);
        assertThat(decoded(copy(), "password"))
                .isNotEqualTo(password)
                .isEqualTo(decoded(strimzi.secret("kafka", namespace + ".mailer"), "password"));
        harness.awaitServiceReady(namespace, "mailer");

        Deployment again = deployment();
        strimzi.authority("kafka", "main", "authority of main, renewed");
        awaitRolledOnce(again);
        assertThat(decoded(copy(), "ca.crt")).isEqualTo("authority of main, renewed");
        strimzi.authority("kafka", "main", "authority of main");
        await("back for the other tests")
                .atMost(OperatorHarness.PATIENCE)
                .until(() -> decoded(copy(), "ca.crt").equals("authority of main"));
    }

    /**
     * Fault 20. Needs the check of the holder in {@code ChildApplier.applyKnown}: without it the foreign Secret lost its
     * password to ours.
     */
    @Test
    void aForeignSecretOfThatNameIsLeftAlone() {
        Secret foreign = harness.admin()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("mailer-kafka")
                        .endMetadata()
                        .withStringData(Map.of("password", "theirs"))
                        .build())
                .create();
        applyMailer("main", "scramSha512");

        Condition conflict = strimzi.awaitService(namespace, "mailer", "PubSubReady", "False", "Conflict");
        assertThat(conflict.message()).contains("Secret " + namespace + "/mailer-kafka was not touched");
        strimzi.awaitService(namespace, "mailer", "Stalled", "True", "Conflict");
        assertThat(copy()).isEqualTo(foreign);

        harness.admin().resource(foreign).delete();
        harness.awaitServiceReady(namespace, "mailer");
        assertThat(decoded(copy(), "password")).isNotEqualTo("theirs");
    }

    /**
     * A cluster can prefix the Secrets of its users ({@code entityOperator.userOperator.secretPrefix}). Needs {@code
     * SecretCopier.actual}: without it no password was ever copied. Needs {@code SecretCopier.sources} for the router:
     * without it the rotation was not noticed.
     */
    @Test
    void theSecretOfAUserIsWhereItsStatusSays() {
        // Without dead letters there is no topic that the service would wait for, and so look again.
        applyMailer("prefixed", "scramSha512", "delivery: {deadLetter: {enabled: false}}");
        String user = namespace + ".mailer";
        Condition waiting = strimzi.awaitService(namespace, "mailer", "PubSubReady", "False", "KafkaUserNotReady");
        assertThat(waiting.message()).contains("KafkaUser kafka/" + user + " waits for Strimzi's User Operator");

        // Nobody plays Strimzi for this cluster.
        prefixedSecret(user, "first");
        KafkaUser stored = strimzi.user("kafka", user);
        harness.admin()
                .resource(new KafkaUserBuilder(stored)
                        .withNewStatus()
                        .withObservedGeneration(stored.getMetadata().getGeneration())
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .withUsername(user)
                        .withSecret("users-" + user)
                        .endStatus()
                        .build())
                .updateStatus();
        await("the password is copied")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(copy()).isNotNull());
        assertThat(decoded(copy(), "password")).isEqualTo("first");
        harness.awaitServiceReady(namespace, "mailer");

        prefixedSecret(user, "second");
        await("the rotated password is copied")
                .atMost(Duration.ofSeconds(12))
                .untilAsserted(() -> assertThat(decoded(copy(), "password")).isEqualTo("second"));
    }

    /**
     * Fault 24 for users. Needs {@code ServiceReconciler.userProblem}: without it the service waited for credentials
     * (CredentialsMissing) and nobody knew why they do not come.
     */
    @Test
    void aUserThatStrimziRefusesSurfaces() {
        applyMailer("prefixed", "tls");
        String user = namespace + ".mailer";
        await("the user is there").atMost(OperatorHarness.PATIENCE).until(() -> strimzi.user("kafka", user) != null);
        KafkaUser stored = strimzi.user("kafka", user);
        harness.admin()
                .resource(new KafkaUserBuilder(stored)
                        .withNewStatus()
                        .withObservedGeneration(stored.getMetadata().getGeneration())
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("False")
                        .withReason("InvalidResourceException")
                        .withMessage(
                                "Simple authorization ACL rules are configured but not supported in the Kafka cluster"
                                        + " configuration.")
                        .endCondition()
                        .endStatus()
                        .build())
                .updateStatus();

        await("the cause is shown")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(harness.serviceCondition(namespace, "mailer", "PubSubReady"))
                        .hasValueSatisfying(c -> assertThat(c)
                                .returns("False", Condition::status)
                                .returns("KafkaUserNotReady", Condition::reason)
                                .extracting(Condition::message)
                                .asString()
                                .contains("InvalidResourceException", "not supported in the Kafka cluster")));
    }

    private void applyMailer(String cluster, String auth) {
        applyMailer(cluster, auth, "paused: false");
    }

    /** @param member a further member of the topology's spec */
    private void applyMailer(String cluster, String auth, String member) {
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: todos, namespace: %1$s}
                spec:
                  broker: {kafka: {cluster: %2$s, namespace: kafka, auth: {type: %3$s}}}
                  events: [{type: %4$s}, {type: %5$s}]
                  %6$s
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: mailer, namespace: %1$s}
                spec:
                  topologyRef: {name: todos}
                  image: registry.example/mailer:1
                  publishes: [{event: %5$s}]
                  subscribes: [{event: %4$s, route: /created}]
                """.formatted(namespace, cluster, auth, event(), sent(), member));
    }

    private String event() {
        return namespace + ".task.created";
    }

    private String sent() {
        return namespace + ".mail.sent";
    }

    private static List<String> acls(KafkaUser user) {
        return ((KafkaUserAuthorizationSimple) user.getSpec().getAuthorization())
                .getAcls().stream()
                        .map(acl -> switch (acl.getResource()) {
                                    case AclRuleTopicResource topic -> "topic " + topic.getName();
                                    case AclRuleGroupResource group -> "group " + group.getName();
                                    default -> "other";
                                }
                                + " " + acl.getOperations())
                        .toList();
    }

    /** Waits for another pod template, and that it stays the only other one. */
    private void awaitRolledOnce(Deployment before) {
        await("the pods roll")
                .atMost(OperatorHarness.PATIENCE)
                .until(() -> !deployment()
                        .getSpec()
                        .getTemplate()
                        .equals(before.getSpec().getTemplate()));
        await("and roll no further")
                .during(Duration.ofSeconds(3))
                .until(() -> deployment().getMetadata().getGeneration()
                        == before.getMetadata().getGeneration() + 1);
    }

    private static void prefixedSecret(String user, String password) {
        harness.admin()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace("kafka")
                        .withName("users-" + user)
                        .addToLabels("strimzi.io/cluster", "prefixed")
                        .addToLabels("strimzi.io/kind", "KafkaUser")
                        .endMetadata()
                        .withStringData(Map.of("password", password, "sasl.jaas.config", "not for apps"))
                        .build())
                .serverSideApply();
    }

    private Secret copy() {
        return strimzi.secret(namespace, "mailer-kafka");
    }

    private Deployment deployment() {
        return harness.admin()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName("mailer")
                .get();
    }

    /** metadata item → Secret/key that it refers to. */
    private Map<String, String> componentSecrets() {
        GenericKubernetesResource component = harness.admin()
                .genericKubernetesResources("dapr.io/v1alpha1", "Component")
                .inNamespace(namespace)
                .withName("todos-mailer")
                .get();
        List<Map<String, Object>> metadata = component.get("spec", "metadata");
        return metadata.stream()
                .filter(item -> item.get("secretKeyRef") instanceof Map<?, ?>)
                .collect(java.util.stream.Collectors.toMap(item -> String.valueOf(item.get("name")), item -> {
                    Map<?, ?> ref = (Map<?, ?>) item.get("secretKeyRef");
                    return ref.get("name") + "/" + ref.get("key");
                }));
    }

    private static String decoded(Secret secret, String key) {
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
    }
}
