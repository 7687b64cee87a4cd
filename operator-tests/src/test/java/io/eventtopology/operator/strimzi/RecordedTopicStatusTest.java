package io.eventtopology.operator.strimzi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.Condition;
import io.eventtopology.crds.TopicStatus;
import io.eventtopology.operator.harness.OperatorHarness;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.topic.KafkaTopicBuilder;
import io.strimzi.api.kafka.model.topic.KafkaTopicStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fault 24: what the real Topic Operator said of a KafkaTopic, recorded, surfaces in the status of the topology. Nobody
 * plays Strimzi here: the recorded status is written onto the operator's own KafkaTopic.
 */
class RecordedTopicStatusTest {
    private static final String STRIMZI = "kafka";

    private static OperatorHarness harness;
    private static StrimziObjects strimzi;

    @BeforeAll
    static void startEverything() {
        harness = OperatorHarness.start().allowStrimzi(STRIMZI);
        strimzi = new StrimziObjects(harness);
        strimzi.readyKafka(STRIMZI, "main");
        harness.startOperator("""
                resyncInterval: PT10M
                kafka: {strimziNamespaces: [kafka]}
                """);
    }

    @AfterAll
    static void stopEverything() {
        harness.close();
    }

    /**
     * Needs {@code StrimziTopics.ready}: when every Ready condition counted as True, all cases with False failed. Needs
     * {@code StrimziTopics.isAnnotated}: without it the last two said TopicPending. Needs {@code Verdict.WAITING_TOPICS}:
     * without TopicPending there a topic that Strimzi has not looked at was Stalled.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ready                | TopicsReady          |
            partitions-increased | TopicsReady          |
            conflict-first       | TopicsReady          |
            partitions-decreased | NotSupported         | Decreasing partitions not supported
            replicas-changed     | NotSupported         | Replication factor change not supported, but required for partitions [0, 1, 2]
            name-changed         | NotSupported         | Changing spec.topicName is not supported
            bad-config           | KafkaError           | Invalid value notanumber for configuration retention.ms: Not a number of type LONG
            too-many-replicas    | KafkaError           | The target replication factor of 3 cannot be reached because only 1 broker(s) are registered.
            conflict-second      | ResourceConflict     | Managed by Ref{namespace='kafka', name='conflict-first'}
            unmanaged            | Unmanaged            | strimzi.io/managed: "false"
            paused               | ReconciliationPaused | strimzi.io/pause-reconciliation: "true"
            """)
    void whatStrimziSaysSurfaces(String recorded, String reason, @Nullable String message) {
        String event = prepare(recorded);
        KafkaTopic topic = recorded(recorded);
        answer(event, topic.getMetadata().getAnnotations(), topic.getStatus(), 0);

        if (message == null) {
            harness.awaitTopologyReady(recorded, "todos");
            strimzi.awaitTopology(recorded, "todos", "Reconciling", "False", "Done");
            strimzi.awaitTopology(recorded, "todos", "Stalled", "False", "NotStalled");
            assertThat(topicStatus(recorded)).returns(true, TopicStatus::ready);
            return;
        }
        Condition stalled = strimzi.awaitTopology(recorded, "todos", "Stalled", "True", reason);
        assertThat(stalled.message()).contains("KafkaTopic kafka/" + event).contains(message);
        strimzi.awaitTopology(recorded, "todos", "TopicsReady", "False", reason);
        strimzi.awaitTopology(recorded, "todos", "Ready", "False", reason);
        strimzi.awaitTopology(recorded, "todos", "Reconciling", "False", "Stalled");
        assertThat(topicStatus(recorded)).returns(false, TopicStatus::ready).returns(reason, TopicStatus::reason);
    }

    /** Needs the comparison of generations in {@code StrimziTopics.read}: without it the old Ready was believed. */
    @Test
    void aStatusOfAnOlderGenerationSaysNothing() {
        String event = prepare("stale");
        answer(event, Map.of(), recorded("ready").getStatus(), -1);

        Condition waiting = strimzi.awaitTopology("stale", "todos", "Reconciling", "True", "TopicPending");
        assertThat(waiting.message()).contains("waits for Strimzi's Topic Operator");
        strimzi.awaitTopology("stale", "todos", "Stalled", "False", "NotStalled");
        await("it stays so")
                .during(Duration.ofSeconds(2))
                .until(() -> harness.topologyCondition("stale", "todos", "Ready")
                        .filter(ready -> ready.status().equals("False"))
                        .isPresent());

        answer(event, Map.of(), recorded("ready").getStatus(), 0);
        harness.awaitTopologyReady("stale", "todos");
    }

    /**
     * Strimzi leaves the observed generation of a paused object as it was (recorded: 0 when it was paused from the start).
     * Needs {@code StrimziTopics.read} to look at the annotation before the generation: without it the topology said
     * TopicPending, and nobody knew what for.
     */
    @Test
    void aTopicThatWasPausedBeforeItsLastChangeSaysSo() {
        String event = prepare("paused-early");
        answer(
                event,
                recorded("paused").getMetadata().getAnnotations(),
                recorded("paused").getStatus(),
                -1);

        strimzi.awaitTopology("paused-early", "todos", "Stalled", "True", "ReconciliationPaused");
    }

    /**
     * Fault 23 on Strimzi. Needs {@code StrimziTopics.isRetriable}: without it an unreachable broker was Stalled, as if
     * somebody had to change the topology.
     */
    @Test
    void anUnreachableBrokerIsWaitedFor() {
        String event = prepare("broker-down");
        KafkaTopicStatus status = recorded("bad-config").getStatus();
        status.getConditions()
                .getFirst()
                .setMessage(
                        "org.apache.kafka.common.errors.TimeoutException: Timed out waiting for a node assignment. Call:"
                                + " describeTopics");
        answer(event, Map.of(), status, 0);

        Condition waiting = strimzi.awaitTopology("broker-down", "todos", "Reconciling", "True", "BrokerUnavailable");
        assertThat(waiting.message()).contains("Timed out waiting for a node assignment");
        strimzi.awaitTopology("broker-down", "todos", "Stalled", "False", "NotStalled");
    }

    /** A topology in a namespace of that name; returns the name of its KafkaTopic. */
    private static String prepare(String name) {
        String event = "recorded." + name + ".seen";
        harness.createNamespace(name);
        strimzi.topology(name, "todos", "{cluster: main, namespace: kafka}", "[{type: " + event + "}]");
        strimzi.awaitTopology(name, "todos", "Reconciling", "True", "TopicPending");
        return event;
    }

    /** Writes annotations and the status, its observed generation so far from the object's own. */
    private static void answer(
            String topic, Map<String, String> annotations, KafkaTopicStatus status, long generations) {
        KafkaTopic annotated = harness.admin()
                .resource(strimzi.topic(STRIMZI, topic))
                .edit(object -> new KafkaTopicBuilder(object)
                        .editMetadata()
                        .addToAnnotations(annotations)
                        .endMetadata()
                        .build());
        status.setObservedGeneration(annotated.getMetadata().getGeneration() + generations);
        harness.admin()
                .resource(new KafkaTopicBuilder(annotated).withStatus(status).build())
                .updateStatus();
    }

    private static TopicStatus topicStatus(String namespace) {
        return harness.topology(namespace, "todos").getStatus().topics().getFirst();
    }

    private static KafkaTopic recorded(String name) {
        try (InputStream yaml = RecordedTopicStatusTest.class.getResourceAsStream("recorded/" + name + ".yaml")) {
            return Serialization.unmarshal(yaml, KafkaTopic.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
