package io.eventtopology.operator.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.TopicStatus;
import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.broker.KafkaByHand;
import io.eventtopology.operator.deletion.Farewell;
import io.eventtopology.operator.harness.AdvancedClock;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.proxy.ApiFaultProxy;
import io.eventtopology.tools.proxy.Fault;
import io.eventtopology.tools.proxy.ProxiedRequest;
import io.eventtopology.tools.proxy.Verb;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Topics on a Direct cluster when Kafka is down, or when the operator dies at the worst moment. */
class BrokerOutageTest {
    private static final String RETAIN = "broker: {kafka: {cluster: my-cluster}}";
    private static final String DELETE = RETAIN + ", deletionPolicy: Delete";

    private static OperatorHarness harness;
    private static KafkaBroker broker;
    private static KafkaByHand byHand;

    private final AdvancedClock clock = new AdvancedClock();
    private ApiFaultProxy proxy;
    private OperatorRuntime operator;

    @BeforeAll
    static void start() {
        broker = KafkaBroker.plain();
        byHand = new KafkaByHand(broker);
        harness = OperatorHarness.start();
    }

    @AfterAll
    static void stop() {
        harness.close();
        byHand.close();
        broker.close();
    }

    @BeforeEach
    void startProxy() {
        proxy = ApiFaultProxy.start(harness.operatorConfig());
    }

    @AfterEach
    void stopOperator() {
        harness.stop(operator);
        proxy.close();
    }

    /** An operator for one namespace, so that what one test leaves does not disturb another. */
    private Shop shop(String namespace) {
        Shop shop = new Shop(harness, namespace);
        operator = harness.startOperator(
                configuration(namespace),
                // Repeated requests would only put off the death of an operator that has lost its API server.
                new ConfigBuilder(proxy.config())
                        .withRequestRetryBackoffLimit(0)
                        .build(),
                clock);
        return shop;
    }

    private void restart(String namespace) {
        harness.stop(operator);
        operator = harness.startOperator(configuration(namespace));
    }

    private static String configuration(String namespace) {
        return """
                watchNamespaces: [%s]
                resyncInterval: PT3S
                kafka:
                  clusters:
                    - {name: my-cluster, provisioner: Direct, bootstrapServers: {none: "%s"}}
                """.formatted(namespace, broker.bootstrapServers());
    }

    /**
     * Fault 23. Guards: the provisioner answers BrokerUnavailable in bounded time, which {@code Verdict} takes for something that
     * passes; the reconciler comes again. Seen to fail with BrokerUnavailable among what needs a person (Stalled).
     */
    @Test
    void aBrokerThatIsDownIsWaitedFor() {
        Shop shop = shop("down");
        broker.stop();
        try {
            shop.declare(RETAIN, "{type: down.task.created}");
            assertThat(shop.awaitCondition("TopicsReady", "False", "BrokerUnavailable"))
                    .contains("did not answer within 12 s");
            shop.awaitCondition("Reconciling", "True", "BrokerUnavailable");
            shop.awaitCondition("Stalled", "False", "NotStalled");
        } finally {
            broker.start();
        }
        shop.awaitReady();
        assertThat(byHand.topics()).contains("down.task.created");
    }

    /**
     * Fault 25. Guard: {@code Farewell} keeps the finalizer while Kafka does not answer and time is left. Seen to fail without the
     * wait (the topology went at once).
     */
    @Test
    void aDeletionWaitsForKafkaAndThenDeletes() {
        Shop shop = shop("waits");
        shop.declare(DELETE, "{type: waits.task.created}");
        shop.awaitReady();
        broker.stop();
        try {
            shop.delete();
            shop.awaitEvent(Shop.TOPOLOGY, "DeletionWaits", "waits.task.created", "did not answer");
            assertThat(harness.topology("waits", Shop.TOPOLOGY)).isNotNull();
        } finally {
            broker.start();
        }
        shop.awaitGone();
        assertThat(byHand.topics()).doesNotContain("waits.task.created");
        assertThat(shop.events(Shop.TOPOLOGY, "DeletionWaits")).as("told once").hasSize(1);
    }

    /**
     * Fault 25. Guards: {@code Farewell.LONGEST}, and {@code DirectTopics.leaveBehind}. Seen to fail without the limit (the
     * topology stays) and without remembering (the next topology of that name finds a foreign topic).
     */
    @Test
    void aDeletionEndsInBoundedTimeAndSaysWhatItLeaves() {
        Shop shop = shop("bounded");
        shop.declare(DELETE, "{type: bounded.task.created}");
        shop.awaitReady();
        String id = shop.recordedId("bounded.task.created").orElseThrow();
        broker.stop();
        try {
            shop.delete();
            shop.awaitEvent(Shop.TOPOLOGY, "DeletionWaits", "bounded.task.created");
            clock.advance(Farewell.LONGEST);
            shop.awaitGone();
            shop.awaitEvent(Shop.TOPOLOGY, "LeftBehind", "topic bounded.task.created", "did not answer");
        } finally {
            broker.start();
        }
        assertThat(byHand.topics()).contains("bounded.task.created");

        shop.declare(DELETE, "{type: bounded.task.created}");
        shop.awaitReady();
        assertThat(shop.recordedId("bounded.task.created")).contains(id);
    }

    /** The note blocks nothing: an operator that finds one goes on from there. Seen to fail with noted topics passed over. */
    @Test
    void anOperatorThatDiesBetweenNotingAndCreatingGoesOn() {
        Shop shop = shop("noted");
        Fault death = proxy.killReply(this::dieAtNote);
        shop.declare(RETAIN, "{type: noted.task.created}", "{type: noted.task.moved}");
        await().atMost(OperatorHarness.PATIENCE).until(death::isSpent);
        assertThat(shop.topics())
                .hasSize(2)
                .allSatisfy(topic -> assertThat(topic)
                        .returns("Creating", TopicStatus::reason)
                        .returns(null, TopicStatus::topicId));
        assertThat(byHand.topics()).doesNotContain("noted.task.created", "noted.task.moved");

        restart("noted");

        shop.awaitReady();
        assertThat(shop.recordedId("noted.task.created")).isPresent();
        assertThat(shop.recordedId("noted.task.moved")).isPresent();
    }

    /**
     * Guard: a topic that was noted may be adopted ({@code DirectTopics.isNoted}). Seen to fail without it: the operator's own
     * topics were ForeignTopic conflicts.
     */
    @Test
    void anOperatorThatDiesBetweenCreatingAndRecordingKnowsItsTopics() {
        Shop shop = shop("created");
        createWithoutRecording(shop, RETAIN, "created.task.added");

        restart("created");

        shop.awaitReady();
        assertThat(shop.recordedId("created.task.added"))
                .contains(byHand.describe("created.task.added").topicId().toString());
        assertThat(shop.events(Shop.TOPOLOGY, "Conflict")).isEmpty();
    }

    /**
     * Guard: {@code DirectTopics.withIds}. Seen to fail without it: the topic outlived a topology with deletionPolicy
     * Delete.
     */
    @Test
    void aTopicWhoseIdWasNeverRecordedLeavesAsThePolicySays() {
        Shop shop = shop("unrecorded");
        createWithoutRecording(shop, DELETE, "unrecorded.task.deleted");
        shop.delete();
        restart("unrecorded");
        shop.awaitGone();
        assertThat(byHand.topics()).doesNotContain("unrecorded.task.deleted");

        harness.stop(operator);
        proxy.close();
        startProxy();
        shop = shop("unrecorded");
        createWithoutRecording(shop, RETAIN, "unrecorded.task.retained");
        shop.delete();
        restart("unrecorded");
        shop.awaitGone();
        shop.declare(RETAIN, "{type: unrecorded.task.retained}");
        shop.awaitReady();
    }

    private void createWithoutRecording(Shop shop, String spec, String event) {
        Fault death = proxy.failNext(1, this::dieAtRecord, 503, "ServiceUnavailable");
        shop.declare(spec, "{type: " + event + "}");
        await().atMost(OperatorHarness.PATIENCE).until(death::isSpent);
        assertThat(shop.recordedId(event)).isEmpty();
        assertThat(byHand.topics()).contains(event);
    }

    private boolean dieAtNote(ProxiedRequest request) {
        return die(request, body -> body.contains("\"Creating\""));
    }

    private boolean dieAtRecord(ProxiedRequest request) {
        return die(request, body -> body.contains("\"topicId\""));
    }

    /** Cuts the operator off from the API server at this very request: as good as dead, it changes nothing there any more. */
    private boolean die(ProxiedRequest request, Predicate<String> when) {
        boolean now = request.verb() == Verb.PATCH
                && request.resource().equals("eventtopologies")
                && request.subresource().equals("status")
                && when.test(request.body());
        if (now) {
            proxy.refuseConnections();
        }
        return now;
    }
}
