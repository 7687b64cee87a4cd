package io.eventtopology.operator.strimzi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.Condition;
import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.eventtopology.tools.standin.StandInKubelet;
import io.eventtopology.tools.standin.StandInTopicOperator;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Faults 15 and 16: CRDs of others that are missing at the start, come, go and come back while the operator runs. One
 * operator lives through all of it, so the order counts.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MissingKindsTest {
    /** A CRD's objects are wanted within this time after it is there. */
    private static final Duration HEALED = Duration.ofSeconds(30);

    private static OperatorHarness harness;
    private static StandInKubelet kubelet;
    private static StrimziObjects strimzi;
    private static OperatorRuntime operator;

    @BeforeAll
    static void startEverything() {
        harness = OperatorHarness.start(builder -> builder.crds(OperatorHarness.ownCrds()));
        harness.allowStrimzi("kafka");
        harness.createNamespace("shop");
        strimzi = new StrimziObjects(harness);
        kubelet = StandInKubelet.start(harness.admin());
        operator = harness.startOperator("""
                resyncInterval: PT10M
                kafka: {strimziNamespaces: [kafka]}
                """);
    }

    @AfterAll
    static void stopEverything() {
        kubelet.close();
        harness.close();
    }

    /**
     * Fault 16. Needs {@code ChildApplier.apply} to go on after a kind that is missing: when it threw, there was no
     * Deployment. Needs {@code Verdict.objects}: without KIND_MISSING there the reason was Retrying.
     */
    @Test
    @Order(1)
    void withoutDaprTheRestProceeds() {
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: todos, namespace: shop}
                spec:
                  broker: {redis: {host: "redis.infra.svc:6379"}}
                  events: [{type: todos.task.created}]
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: mailer, namespace: shop}
                spec:
                  topologyRef: {name: todos}
                  image: registry.example/mailer:1
                  subscribes: [{event: todos.task.created, route: /created}]
                """);

        Condition missing =
                strimzi.awaitService("shop", "mailer", "PubSubReady", "False", "CustomResourceDefinitionMissing");
        assertThat(missing.message())
                .contains("The API server does not know dapr.io/v1alpha1 Component: its CRD is not installed")
                .contains("dapr.io/v1alpha1 Resiliency");
        strimzi.awaitService("shop", "mailer", "SubscriptionsReady", "False", "CustomResourceDefinitionMissing");
        strimzi.awaitService("shop", "mailer", "Reconciling", "True", "CustomResourceDefinitionMissing");
        strimzi.awaitService("shop", "mailer", "WorkloadsReady", "True", "WorkloadsReady");
        assertThat(harness.admin()
                        .apps()
                        .deployments()
                        .inNamespace("shop")
                        .withName("mailer")
                        .get())
                .isNotNull();
    }

    /** Fault 16. Needs {@code WatchStarter.look}: without it the service stayed as it was until the operator's restart. */
    @Test
    @Order(2)
    void whenDaprComesTheServiceHeals() {
        harness.plane().applyCrds(ThirdPartyCrds.ofThisMachine().dapr());

        await("the Component is there")
                .atMost(HEALED)
                .untilAsserted(() -> assertThat(component()).isNotNull());
        harness.awaitServiceReady("shop", "mailer");
    }

    /**
     * Fault 16. KEDA has a finding instead, because the service runs without it. Needs {@code ScalingHazards}: without it
     * nothing said why the number of pods never changes.
     */
    @Test
    @Order(3)
    void withoutKedaTheServiceRunsUnscaledAndSaysSo() {
        harness.plane().applyCrds(ThirdPartyCrds.ofThisMachine().strimzi());
        strimzi.readyKafka("kafka", "main");
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventTopology
                metadata: {name: scaled, namespace: shop}
                spec:
                  broker: {kafka: {cluster: main, namespace: kafka}}
                  events: [{type: scaled.task.created, partitions: 3}]
                ---
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: worker, namespace: shop}
                spec:
                  topologyRef: {name: scaled}
                  image: registry.example/worker:1
                  subscribes: [{event: scaled.task.created, route: /created}]
                  scaling: {minReplicas: 2, maxReplicas: 3}
                """);
        try (StandInTopicOperator topics = StandInTopicOperator.start(harness.admin(), "kafka", "main")) {
            harness.awaitServiceReady("shop", "worker");
            assertThat(topics.topics()).containsKey("scaled.task.created");
        }
        assertThat(harness.service("shop", "worker").getStatus().findings())
                .anySatisfy(finding -> assertThat(finding.code()).isEqualTo("KedaMissing"));
        assertThat(harness.admin()
                        .apps()
                        .deployments()
                        .inNamespace("shop")
                        .withName("worker")
                        .get()
                        .getSpec()
                        .getReplicas())
                .isEqualTo(2);

        harness.plane().applyCrds(ThirdPartyCrds.ofThisMachine().keda());
        await("KEDA scales it")
                .atMost(HEALED)
                .untilAsserted(() -> assertThat(harness.admin()
                                .genericKubernetesResources("keda.sh/v1alpha1", "ScaledObject")
                                .inNamespace("shop")
                                .withName("worker")
                                .get())
                        .isNotNull());
        await("the finding is gone")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(
                                harness.service("shop", "worker").getStatus().findings())
                        .noneSatisfy(finding -> assertThat(finding.code()).isEqualTo("KedaMissing")));
    }

    /**
     * Fault 15. Needs {@code ResourceCache.kindIsGone}: an API server leaves the watches of a CRD that is gone open, so
     * without it the kind still counted as there. Needs {@code WatchStarter.look}: without it the Component did not come
     * back.
     */
    @Test
    @Order(4)
    void aCrdThatGoesIsAConditionAndItsReturnHeals() throws Exception {
        installEverything();
        removeCrd("components.dapr.io");

        Condition missing =
                strimzi.awaitService("shop", "mailer", "PubSubReady", "False", "CustomResourceDefinitionMissing");
        assertThat(missing.message()).contains("dapr.io/v1alpha1 Component");
        await("the operator knows that its watch is of no use")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(operator.state().missingKinds())
                        .extracting(Object::toString)
                        .contains("Component.v1alpha1.dapr.io"));
        assertThat(health()).isEqualTo(200);

        harness.plane().applyCrds(ThirdPartyCrds.ofThisMachine().dapr());
        await("the Component is there again")
                .atMost(HEALED)
                .untilAsserted(() -> assertThat(component()).isNotNull());
        harness.awaitServiceReady("shop", "mailer");
        // The new watch sees changes.
        harness.admin().resource(component()).delete();
        await("the Component is made again")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(component()).isNotNull());
    }

    /** Fault 15 for Strimzi, which is missing for a topology that was ready before. */
    @Test
    @Order(5)
    void strimzisCrdsThatGoAreAConditionAndTheirReturnHeals() {
        installEverything();
        try (StandInTopicOperator topics = StandInTopicOperator.start(harness.admin(), "kafka", "main")) {
            // Strimzi's finalizers hold the CRD until they are gone.
            removeCrd("kafkatopics.kafka.strimzi.io");
            assertThat(topics.topics()).isEmpty();
        }
        Condition missing =
                strimzi.awaitTopology("shop", "scaled", "TopicsReady", "False", "CustomResourceDefinitionMissing");
        assertThat(missing.message()).contains("kafka.strimzi.io/v1 KafkaTopic");
        strimzi.awaitTopology("shop", "scaled", "Stalled", "False", "NotStalled");

        harness.plane().applyCrds(ThirdPartyCrds.ofThisMachine().strimzi());
        await("the topic is there again")
                .atMost(HEALED)
                .untilAsserted(() -> assertThat(strimzi.topic("kafka", "scaled.task.created"))
                        .isNotNull());
        try (StandInTopicOperator topics = StandInTopicOperator.start(harness.admin(), "kafka", "main")) {
            harness.awaitTopologyReady("shop", "scaled");
            assertThat(topics.topics()).containsKey("scaled.task.created");
        }
    }

    /**
     * Fault 15 at the start of an operator that does not know the kind. Needs {@code KafkaClusters.strimzi}: without its
     * look at the CRD the message spoke of a Kafka that does not exist.
     */
    @Test
    @Order(6)
    void withoutStrimziAtTheStartATopologySaysWhatIsMissingAndHeals() {
        installEverything();
        harness.stop(operator);
        KubernetesClient admin = harness.admin();
        try (StandInTopicOperator topics = StandInTopicOperator.start(admin, "kafka", "main")) {
            removeCrd("kafkatopics.kafka.strimzi.io");
            removeCrd("kafkausers.kafka.strimzi.io");
            removeCrd("kafkas.kafka.strimzi.io");
            assertThat(topics.topics()).isEmpty();
        }
        operator = harness.startOperator("""
                resyncInterval: PT10M
                kafka: {strimziNamespaces: [kafka]}
                """);
        await("the topology says what is missing")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(harness.topologyCondition("shop", "scaled", "Reconciling"))
                        .hasValueSatisfying(c -> assertThat(c)
                                .returns("True", Condition::status)
                                .extracting(Condition::message)
                                .asString()
                                .contains("kafkas.kafka.strimzi.io is not installed")));
        harness.awaitServiceReady("shop", "mailer");

        harness.plane().applyCrds(ThirdPartyCrds.ofThisMachine().strimzi());
        strimzi.readyKafka("kafka", "main");
        await("the topic is there")
                .atMost(HEALED)
                .untilAsserted(() -> assertThat(strimzi.topic("kafka", "scaled.task.created"))
                        .isNotNull());
    }

    /** What a test before, that failed, may have left out. */
    private static void installEverything() {
        harness.plane().applyCrds(ThirdPartyCrds.ofThisMachine().all());
        strimzi.readyKafka("kafka", "main");
    }

    private static void removeCrd(String name) {
        var crd =
                harness.admin().apiextensions().v1().customResourceDefinitions().withName(name);
        crd.delete();
        await(name + " is gone").atMost(OperatorHarness.PATIENCE).until(() -> crd.get() == null);
    }

    private static GenericKubernetesResource component() {
        return harness.admin()
                .genericKubernetesResources("dapr.io/v1alpha1", "Component")
                .inNamespace("shop")
                .withName("todos-mailer")
                .get();
    }

    private static int health() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + operator.httpPort() + "/healthz"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
