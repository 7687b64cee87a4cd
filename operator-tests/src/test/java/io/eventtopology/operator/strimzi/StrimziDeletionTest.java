package io.eventtopology.operator.strimzi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.EventService;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.planner.naming.Labels;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.eventtopology.tools.standin.StandInKubelet;
import io.eventtopology.tools.standin.StandInTopicOperator;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of KafkaTopics and KafkaUsers when their resource, or its namespace, goes; with garbage collection. */
class StrimziDeletionTest {
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private static OperatorHarness harness;
    private static StandInKubelet kubelet;
    private static StandInTopicOperator operator;
    private static StrimziObjects strimzi;

    private String namespace;

    @BeforeAll
    static void startEverything() {
        harness = OperatorHarness.start(builder -> builder.controllers("namespace-controller")
                .crds(Stream.concat(OperatorHarness.ownCrds().stream(), ThirdPartyCrds.ofThisMachine().all().stream())
                        .toList()));
        harness.allowStrimzi("kafka");
        strimzi = new StrimziObjects(harness);
        strimzi.readyKafka("kafka", "main");
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
        namespace = harness.createNamespace("gone-" + NAMESPACES.incrementAndGet());
    }

    /**
     * Needs {@code ChildPruner.retain}: with deletion instead the topic was gone. Needs {@code withoutOwner} there:
     * without it the topic still carried the labels of an owner that is gone.
     */
    @Test
    void retainedTopicsStayAndComeBackToTheTopologyOfThatName() {
        applyShop(namespace, "Retain");
        String id = operator.topics().get(event()).id();

        deleteTopology(namespace);

        KafkaTopic kept = strimzi.topic("kafka", event());
        assertThat(kept.getMetadata().getDeletionTimestamp()).isNull();
        assertThat(kept.getMetadata().getAnnotations())
                .containsEntry(Labels.RETAINED_FROM, "EventTopology/" + namespace + "/todos");
        assertThat(kept.getMetadata().getLabels())
                .containsEntry("strimzi.io/cluster", "main")
                .doesNotContainKeys(Labels.OWNER_KIND, Labels.OWNER_NAME, Labels.OWNER_NAMESPACE);
        assertThat(kept.getSpec().getConfig()).containsEntry("retention.ms", "604800000");
        assertThat(operator.topics().get(event()).id()).isEqualTo(id);

        applyShop(namespace, "Retain");
        assertThat(strimzi.topic("kafka", event()).getMetadata().getLabels()).containsEntry(Labels.OWNER_NAME, "todos");
        assertThat(strimzi.topic("kafka", event()).getMetadata().getAnnotations())
                .doesNotContainKey(Labels.RETAINED_FROM);
        assertThat(operator.topics().get(event()).id()).isEqualTo(id);
    }

    /**
     * A topology in Strimzi's own namespace, where an owner reference would be possible. Needs the exception for KafkaTopics
     * in {@code ChildPruner.pruneElsewhere}: without it the topic was not marked as retained; and, without the one in {@code
     * ChildApplier.addOwnerReference} either, the garbage collector deleted it with its events.
     */
    @Test
    void theGarbageCollectorTakesNoTopicBesideItsTopology() {
        strimzi.topology("kafka", "beside", "{cluster: main, namespace: kafka}", "[{type: beside.task.created}]");
        harness.awaitTopologyReady("kafka", "beside");
        harness.admin().resource(harness.topology("kafka", "beside")).delete();
        await("the topology is gone")
                .atMost(OperatorHarness.PATIENCE)
                .until(() -> harness.topology("kafka", "beside") == null);

        await("the topic stays")
                .during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(20))
                .until(() -> strimzi.topic("kafka", "beside.task.created")
                                .getMetadata()
                                .getDeletionTimestamp()
                        == null);
        assertThat(strimzi.topic("kafka", "beside.task.created").getMetadata().getAnnotations())
                .containsEntry(Labels.RETAINED_FROM, "EventTopology/kafka/beside");
        assertThat(operator.topics()).containsKey("beside.task.created");
    }

    /** Needs {@code ChildPruner.delete} for the policy Delete: with retain instead the topic stayed. */
    @Test
    void withDeleteTheTopicsGo() {
        applyShop(namespace, "Delete");
        assertThat(strimzi.topic("kafka", event()).getMetadata().getFinalizers())
                .contains("strimzi.io/topic-operator");

        deleteTopology(namespace);

        await("Strimzi deleted the topic")
                .atMost(OperatorHarness.PATIENCE)
                .until(() -> strimzi.topic("kafka", event()) == null
                        && !operator.topics().containsKey(event()));
    }

    /**
     * Fault 25. The deletion of the KafkaTopic is asked for, and what Strimzi makes of it later is Strimzi's. Needs {@code
     * ChildPruner.pruneElsewhere} not to wait for the object to go: when it did, the topology was still there after 30 s.
     */
    @Test
    void aTopologyGoesWhileStrimziIsDown() {
        applyShop(namespace, "Delete");
        operator.goDown();
        try {
            deleteTopology(namespace);
            KafkaTopic waiting = strimzi.topic("kafka", event());
            assertThat(waiting.getMetadata().getDeletionTimestamp()).isNotNull();
            assertThat(operator.topics()).containsKey(event());
        } finally {
            operator.comeBack();
        }
        await("Strimzi makes up for it")
                .atMost(OperatorHarness.PATIENCE)
                .until(() -> strimzi.topic("kafka", event()) == null
                        && !operator.topics().containsKey(event()));
    }

    /**
     * Fault 25, and again before Strimzi is back. Needs {@code ChildApplier.applyKnown} to wait for an object that is being
     * deleted: without it the old object was taken for the new topology's, which waited for Strimzi's answer about it.
     */
    @Test
    void aTopologyThatComesBackWhileItsTopicIsBeingDeletedGetsANewOne() {
        applyShop(namespace, "Delete");
        String id = operator.topics().get(event()).id();
        operator.goDown();
        try {
            deleteTopology(namespace);
            apply(namespace, "Delete");
            await("the status says what it waits for")
                    .atMost(OperatorHarness.PATIENCE)
                    .untilAsserted(() -> assertThat(harness.topologyCondition(namespace, "todos", "Reconciling"))
                            .hasValueSatisfying(c -> assertThat(c.message()).contains("being deleted")));
        } finally {
            operator.comeBack();
        }
        harness.awaitTopologyReady(namespace, "todos");
        assertThat(operator.topics().get(event()).id()).isNotEqualTo(id);
    }

    /**
     * Fault 26. The finalizers of topology and service need nothing of the namespace that goes. Needs
     * {@code ChildPruner.retain} for what is elsewhere: with deletion instead the topics were gone with their events.
     */
    @Test
    void aNamespaceGoesWithItsTopologyAndItsServices() {
        applyShop(namespace, "Retain");
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: mailer, namespace: %1$s}
                spec:
                  topologyRef: {name: todos}
                  image: registry.example/mailer:1
                  subscribes: [{event: %2$s, route: /created}]
                """.formatted(namespace, event()));
        harness.awaitServiceReady(namespace, "mailer");
        String deadLetters = event() + "." + namespace + ".mailer.dlq";
        assertThat(operator.topics()).containsKey(deadLetters);

        harness.admin().namespaces().withName(namespace).delete();
        await("the namespace is gone")
                .atMost(Duration.ofSeconds(60))
                .until(() -> harness.admin().namespaces().withName(namespace).get() == null);

        assertThat(strimzi.topic("kafka", event()).getMetadata().getAnnotations())
                .containsEntry(Labels.RETAINED_FROM, "EventTopology/" + namespace + "/todos");
        assertThat(strimzi.topic("kafka", deadLetters).getMetadata().getAnnotations())
                .containsEntry(Labels.RETAINED_FROM, "EventService/" + namespace + "/mailer");
        assertThat(strimzi.user("kafka", namespace + ".mailer")).isNull();
    }

    /**
     * Needs {@code ServiceReconciler.recordedPolicy} to take the more careful policy: with Delete for all as soon as one
     * said so, the dead letters of the topology that retains were deleted with the service.
     */
    @Test
    void aServiceOfTwoTopologiesDeletesNothingThatOneOfThemRetains() {
        applyShop(namespace, "Retain");
        String passing = namespace + ".note.passing";
        strimzi.topology(
                namespace,
                "notes",
                "{cluster: main, namespace: kafka, auth: {type: scramSha512}}",
                "[{type: " + passing + "}]",
                "deletionPolicy: Delete");
        harness.awaitTopologyReady(namespace, "notes");
        harness.apply("""
                apiVersion: eventtopology.io/v1beta1
                kind: EventService
                metadata: {name: reader, namespace: %1$s}
                spec:
                  topologyRef: {name: notes}
                  image: registry.example/reader:1
                  subscribes:
                    - {event: %2$s, route: /passing}
                    - {event: %3$s, topologyRef: {name: todos}, route: /created}
                """.formatted(namespace, passing, event()));
        harness.awaitServiceReady(namespace, "reader");
        String kept = event() + "." + namespace + ".reader.dlq";
        assertThat(operator.topics()).containsKey(kept);

        harness.admin().resource(harness.service(namespace, "reader")).delete();
        await("the service is gone")
                .atMost(Duration.ofSeconds(30))
                .until(() -> harness.admin()
                                .resources(EventService.class)
                                .inNamespace(namespace)
                                .withName("reader")
                                .get()
                        == null);

        assertThat(strimzi.topic("kafka", kept).getMetadata().getDeletionTimestamp())
                .isNull();
        assertThat(operator.topics()).containsKey(kept);
    }

    private String event() {
        return namespace + ".task.created";
    }

    private void applyShop(String where, String policy) {
        apply(where, policy);
        harness.awaitTopologyReady(where, "todos");
    }

    private void apply(String where, String policy) {
        strimzi.topology(
                where,
                "todos",
                "{cluster: main, namespace: kafka, auth: {type: scramSha512}}",
                "[{type: " + event() + ", retention: 7d}]",
                "deletionPolicy: " + policy);
    }

    private static void deleteTopology(String where) {
        harness.admin().resource(harness.topology(where, "todos")).delete();
        await("the topology is gone")
                .atMost(Duration.ofSeconds(30))
                .until(() -> harness.topology(where, "todos") == null);
    }
}
