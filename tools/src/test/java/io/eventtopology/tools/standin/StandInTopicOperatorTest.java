package io.eventtopology.tools.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.tools.cluster.ControlPlane;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.strimzi.api.kafka.model.common.Condition;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.topic.KafkaTopicBuilder;
import io.strimzi.api.kafka.model.topic.KafkaTopicStatus;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthentication;
import io.strimzi.api.kafka.model.user.KafkaUserBuilder;
import io.strimzi.api.kafka.model.user.KafkaUserScramSha512ClientAuthentication;
import io.strimzi.api.kafka.model.user.KafkaUserSpec;
import io.strimzi.api.kafka.model.user.KafkaUserTlsClientAuthentication;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Strimzi's real CRDs; the statuses are those that the real Topic Operator was recorded to write. */
@Timeout(60)
class StandInTopicOperatorTest {
    private static final String NAMESPACE = "kafka";
    private static final String CLUSTER = "my-cluster";

    private static ControlPlane plane;
    private static KubernetesClient client;
    private StandInTopicOperator operator;

    @BeforeAll
    static void startPlane() {
        plane = ControlPlane.builder()
                .crds(ThirdPartyCrds.ofThisMachine().strimzi())
                .start();
        client = plane.client();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterAll
    static void stopPlane() {
        plane.close();
    }

    @BeforeEach
    void start() {
        operator = StandInTopicOperator.start(client, NAMESPACE, CLUSTER);
    }

    @AfterEach
    void stop() {
        operator.close();
        client.resources(KafkaTopic.class)
                .inNamespace(NAMESPACE)
                .list()
                .getItems()
                .forEach(left -> {
                    client.resource(left)
                            .edit(topic -> new KafkaTopicBuilder(topic)
                                    .editMetadata()
                                    .withFinalizers(List.of())
                                    .endMetadata()
                                    .build());
                    client.resource(left).delete();
                });
        client.resources(KafkaUser.class).inNamespace(NAMESPACE).delete();
        client.secrets().inNamespace(NAMESPACE).delete();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ready",
                "partitions-increased",
                "partitions-decreased",
                "replicas-changed",
                "name-changed",
                "paused",
                "unmanaged"
            })
    void anEditedTopicGetsTheRecordedStatus(String name) {
        KafkaTopic recorded = recorded(name);
        String firstTopicName = recorded.getStatus().getTopicName() == null
                ? recorded.getSpec().getTopicName()
                : recorded.getStatus().getTopicName();
        create(new KafkaTopicBuilder(bare(recorded))
                .editMetadata()
                .withAnnotations(Map.of())
                .endMetadata()
                .editSpec()
                .withTopicName(firstTopicName)
                .withPartitions(3)
                .withReplicas(1)
                .endSpec()
                .build());
        awaitReady(name);

        topic(name)
                .edit(current -> new KafkaTopicBuilder(current)
                        .editMetadata()
                        .withAnnotations(recorded.getMetadata().getAnnotations())
                        .endMetadata()
                        .withSpec(recorded.getSpec())
                        .build());

        awaitStatus(name, recorded);
        assertThat(topic(name).get().getMetadata().getFinalizers()).containsExactly("strimzi.io/topic-operator");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad-config", "too-many-replicas"})
    void anAnswerOfTheBrokerIsReportedAsRecorded(String name) {
        KafkaTopic recorded = recorded(name);
        Condition condition = recorded.getStatus().getConditions().getFirst();
        operator.answer(recorded.getSpec().getTopicName(), condition.getReason(), condition.getMessage());
        create(bare(recorded));

        awaitStatus(name, recorded);
        assertThat(operator.topics()).isEmpty();

        operator.answerNormally(recorded.getSpec().getTopicName());
        awaitReady(name);
    }

    @Test
    void theOlderOfTwoObjectsManagesATopicAndTheOtherTakesOverWhenItGoes() throws InterruptedException {
        create(bare(recorded("conflict-first")));
        awaitReady("conflict-first");
        Thread.sleep(1_100); // creation times have whole seconds
        create(bare(recorded("conflict-second")));

        awaitStatus("conflict-second", recorded("conflict-second"));
        awaitStatus("conflict-first", recorded("conflict-first"));
        assertThat(topic("conflict-second").get().getMetadata().getFinalizers()).isEmpty();

        topic("conflict-first").delete();
        awaitReady("conflict-second");
    }

    @Test
    void deletingAConflictingObjectLeavesTheTopic() {
        create(bare(recorded("conflict-first")));
        awaitReady("conflict-first");
        create(bare(recorded("conflict-second")));
        awaitReason("conflict-second", "ResourceConflict");

        topic("conflict-second").delete();

        awaitGone("conflict-second");
        assertThat(operator.topics()).containsOnlyKeys("rec.conflict.topic");
    }

    @Test
    void aManagedTopicGoesWithItsObject() {
        create(bare(recorded("ready")));
        awaitReady("ready");
        StandInTopic created = operator.topics().get("rec.ready.topic");
        assertThat(created.partitions()).isEqualTo(3);
        assertThat(created.id()).isEqualTo(topic("ready").get().getStatus().getTopicId());

        topic("ready").delete();

        awaitGone("ready");
        assertThat(operator.topics()).isEmpty();
    }

    @Test
    void anUnmanagedTopicStaysAndALaterObjectTakesItOver() {
        create(bare(recorded("ready")));
        awaitReady("ready");
        StandInTopic before = operator.topics().get("rec.ready.topic");
        annotate("ready", "strimzi.io/managed", "false");
        await().until(() -> condition("ready").getType().equals("Unmanaged"));

        topic("ready").delete();
        awaitGone("ready");
        assertThat(operator.topics()).containsEntry("rec.ready.topic", before);

        create(bare(recorded("ready")));
        awaitReady("ready");
        assertThat(topic("ready").get().getStatus().getTopicId()).isEqualTo(before.id());
    }

    @Test
    void pauseDoesNotBlockDeletion() {
        create(bare(recorded("ready")));
        awaitReady("ready");
        annotate("ready", "strimzi.io/pause-reconciliation", "true");
        await().until(() -> condition("ready").getType().equals("ReconciliationPaused"));

        topic("ready").delete();

        awaitGone("ready");
        assertThat(operator.topics()).isEmpty();
    }

    @Test
    void aRenamedObjectIsNotDeletedUntilItsNameIsSetBack() throws InterruptedException {
        create(bare(recorded("ready")));
        awaitReady("ready");
        rename("ready", "rec.other");
        awaitReason("ready", "NotSupported");

        topic("ready").delete();
        Thread.sleep(500);
        assertThat(topic("ready").get()).isNotNull();

        rename("ready", "rec.ready.topic");
        awaitGone("ready");
        assertThat(operator.topics()).isEmpty();
    }

    @Test
    void anObjectOfAnotherClusterOrOfNoneIsIgnored() throws InterruptedException {
        create(new KafkaTopicBuilder(bare(recorded("ready")))
                .editMetadata()
                .withLabels(Map.of())
                .endMetadata()
                .build());
        create(new KafkaTopicBuilder(bare(recorded("paused")))
                .editMetadata()
                .withLabels(Map.of("strimzi.io/cluster", "other"))
                .endMetadata()
                .build());

        Thread.sleep(500);
        for (String name : List.of("ready", "paused")) {
            assertThat(topic(name).get().getStatus()).isNull();
            assertThat(topic(name).get().getMetadata().getFinalizers()).isEmpty();
        }
    }

    @Test
    void whileDownNothingHappensAndAfterwardsAllOfIt() throws InterruptedException {
        create(bare(recorded("ready")));
        createUser("gone", new KafkaUserScramSha512ClientAuthentication());
        awaitReady("ready");
        await().until(() -> secret("gone") != null);
        operator.goDown();
        topic("ready").delete();
        create(bare(recorded("paused")));
        user("gone").delete();

        Thread.sleep(500);
        assertThat(topic("ready").get()).isNotNull();
        assertThat(topic("paused").get().getStatus()).isNull();
        assertThat(secret("gone")).isNotNull();

        operator.comeBack();
        awaitGone("ready");
        await().until(() -> topic("paused").get().getStatus() != null);
        await().until(() -> secret("gone") == null);
    }

    @Test
    void atRestNothingIsWritten() throws InterruptedException {
        create(bare(recorded("ready")));
        create(bare(recorded("paused")));
        create(bare(recorded("unmanaged")));
        createUser("scram", new KafkaUserScramSha512ClientAuthentication());
        await().untilAsserted(() -> assertThat(topics()).hasSize(3).allMatch(t -> t.getStatus() != null));
        await().until(() -> user("scram").get().getStatus() != null);
        Thread.sleep(300);
        List<String> before = versions();

        operator.comeBack(); // everything is looked at again
        Thread.sleep(500);

        assertThat(versions()).isEqualTo(before);
    }

    @Test
    void aScramUserGetsItsSecretAndANewOneWhenThatIsDeleted() {
        createUser("shop-todo", new KafkaUserScramSha512ClientAuthentication());

        await().until(() -> user("shop-todo").get().getStatus() != null);
        KafkaUser seen = user("shop-todo").get();
        assertThat(seen.getStatus().getUsername()).isEqualTo("shop-todo");
        assertThat(seen.getStatus().getSecret()).isEqualTo("shop-todo");
        assertThat(seen.getStatus().getObservedGeneration()).isEqualTo(1);
        assertThat(seen.getStatus().getConditions()).singleElement().satisfies(condition -> {
            assertThat(condition.getType()).isEqualTo("Ready");
            assertThat(condition.getStatus()).isEqualTo("True");
        });
        Secret secret = secret("shop-todo");
        assertThat(secret.getData()).containsOnlyKeys("password", "sasl.jaas.config");
        assertThat(decoded(secret, "sasl.jaas.config"))
                .isEqualTo("org.apache.kafka.common.security.scram.ScramLoginModule required username=\"shop-todo\""
                        + " password=\"" + decoded(secret, "password") + "\";");
        assertThat(secret.getMetadata().getLabels()).containsEntry("strimzi.io/cluster", CLUSTER);
        assertThat(secret.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner ->
                        assertThat(owner.getUid()).isEqualTo(seen.getMetadata().getUid()));

        client.resource(secret).delete();

        await().until(() -> secret("shop-todo") != null);
        assertThat(decoded(secret("shop-todo"), "password")).isNotEqualTo(decoded(secret, "password"));
    }

    @Test
    void aTlsUserGetsCertificatesAndItsSecretGoesWithIt() {
        createUser("tls", new KafkaUserTlsClientAuthentication());

        await().until(() -> user("tls").get().getStatus() != null);
        assertThat(user("tls").get().getStatus().getUsername()).isEqualTo("CN=tls");
        assertThat(secret("tls").getData()).containsOnlyKeys("ca.crt", "user.crt", "user.key");

        user("tls").delete();
        await().until(() -> secret("tls") == null);
    }

    @Test
    void aTlsUserWithALongNameIsRefusedAsByStrimzi() {
        String name = "u".repeat(65);
        createUser(name, new KafkaUserTlsClientAuthentication());

        await().until(() -> user(name).get().getStatus() != null);
        Condition condition = user(name).get().getStatus().getConditions().getFirst();
        assertThat(condition.getReason()).isEqualTo("InvalidResourceException");
        assertThat(condition.getMessage()).contains("64 characters");
        assertThat(secret(name)).isNull();
    }

    @Test
    void aUserWithoutAuthenticationHasNoSecret() {
        createUser("plain", null);

        await().until(() -> user("plain").get().getStatus() != null);
        assertThat(user("plain").get().getStatus().getUsername()).isEqualTo("plain");
        assertThat(user("plain").get().getStatus().getSecret()).isNull();
        assertThat(secret("plain")).isNull();
    }

    private static KafkaTopic recorded(String name) {
        try (InputStream yaml = StandInTopicOperatorTest.class.getResourceAsStream("recorded/" + name + ".yaml")) {
            return Serialization.unmarshal(yaml, KafkaTopic.class);
        } catch (IOException e) {
            throw new IllegalStateException("recorded/" + name + ".yaml", e);
        }
    }

    /** The object as a user would have created it. */
    private static KafkaTopic bare(KafkaTopic recorded) {
        return new KafkaTopicBuilder(recorded)
                .editMetadata()
                .withCreationTimestamp(null)
                .withGeneration(null)
                .withFinalizers(List.of())
                .endMetadata()
                .withStatus(null)
                .build();
    }

    private static void create(KafkaTopic topic) {
        client.resource(topic).create();
    }

    private static void createUser(String name, KafkaUserAuthentication authentication) {
        KafkaUserSpec spec = new KafkaUserSpec();
        spec.setAuthentication(authentication);
        client.resource(new KafkaUserBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(name)
                        .addToLabels("strimzi.io/cluster", CLUSTER)
                        .endMetadata()
                        .withSpec(spec)
                        .build())
                .create();
    }

    private static Resource<KafkaTopic> topic(String name) {
        return client.resources(KafkaTopic.class).inNamespace(NAMESPACE).withName(name);
    }

    private static List<KafkaTopic> topics() {
        return client.resources(KafkaTopic.class).inNamespace(NAMESPACE).list().getItems();
    }

    private static Resource<KafkaUser> user(String name) {
        return client.resources(KafkaUser.class).inNamespace(NAMESPACE).withName(name);
    }

    private static Secret secret(String name) {
        return client.secrets().inNamespace(NAMESPACE).withName(name).get();
    }

    private static String decoded(Secret secret, String key) {
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
    }

    private static List<String> versions() {
        Stream<String> users = client.resources(KafkaUser.class).inNamespace(NAMESPACE).list().getItems().stream()
                .map(user -> user.getMetadata().getResourceVersion());
        return Stream.concat(topics().stream().map(t -> t.getMetadata().getResourceVersion()), users)
                .toList();
    }

    private static void annotate(String name, String key, String value) {
        topic(name)
                .edit(current -> new KafkaTopicBuilder(current)
                        .editMetadata()
                        .addToAnnotations(key, value)
                        .endMetadata()
                        .build());
    }

    private static void rename(String name, String topicName) {
        topic(name)
                .edit(current -> new KafkaTopicBuilder(current)
                        .editSpec()
                        .withTopicName(topicName)
                        .endSpec()
                        .build());
    }

    private static Condition condition(String name) {
        KafkaTopicStatus status = topic(name).get().getStatus();
        return status == null || status.getConditions() == null
                ? new Condition()
                : status.getConditions().getFirst();
    }

    private static void awaitReady(String name) {
        await().until(() -> "Ready".equals(condition(name).getType())
                && "True".equals(condition(name).getStatus()));
    }

    private static void awaitReason(String name, String reason) {
        await().until(() -> reason.equals(condition(name).getReason()));
    }

    private static void awaitGone(String name) {
        await().until(() -> topic(name).get() == null);
    }

    private static void awaitStatus(String name, KafkaTopic recorded) {
        await().untilAsserted(() ->
                assertThat(comparable(topic(name).get().getStatus())).isEqualTo(comparable(recorded.getStatus())));
    }

    /** All but the values that differ in every run. */
    private static String comparable(KafkaTopicStatus status) {
        if (status == null) {
            return "none";
        }
        KafkaTopicStatus copy = Serialization.clone(status);
        copy.getConditions().forEach(condition -> condition.setLastTransitionTime("then"));
        if (copy.getTopicId() != null) {
            copy.setTopicId("id");
        }
        return Serialization.asYaml(copy);
    }
}
