package io.eventtopology.operator.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.TopicStatus;
import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.broker.KafkaByHand;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.proxy.ApiFaultProxy;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Topics on a Direct cluster live and leave as the topology says. */
class DirectTopicsTest {
    private static final String SHARED = "broker: {kafka: {cluster: my-cluster}}";
    private static final String DELETE = SHARED + ", deletionPolicy: Delete";
    /** The same broker under a name for which the administrator allows adoption. */
    private static final String ADOPTABLE = "broker: {kafka: {cluster: adoptable}}, adoptionPolicy: Existing";

    private static OperatorHarness harness;
    private static KafkaBroker broker;
    private static KafkaByHand byHand;
    private static ApiFaultProxy proxy;
    private static OperatorRuntime operator;

    @BeforeAll
    static void start() {
        broker = KafkaBroker.plain();
        byHand = new KafkaByHand(broker);
        harness = OperatorHarness.start();
        proxy = ApiFaultProxy.start(harness.operatorConfig());
        operator = harness.startOperator("""
                resyncInterval: PT3S
                kafka:
                  clusters:
                    - {name: my-cluster, provisioner: Direct, bootstrapServers: {none: "%1$s"}}
                    - {name: adoptable, provisioner: Direct, bootstrapServers: {none: "%1$s"}, existingTopicsAdoptable: true}
                """.formatted(broker.bootstrapServers()), proxy.config());
    }

    @AfterAll
    static void stop() {
        harness.close();
        proxy.close();
        byHand.close();
        broker.close();
    }

    /**
     * Guards: {@code ConfigurationComparison} and the resync bring a drifted entry back; the comparison of what is with what is
     * wanted keeps rest quiet. Seen to fail without the resync (the drift stays), and with the topics' configuration set at each
     * pass whether it differs or not (an Event for each topic and pass).
     */
    @Test
    void manyTopicsFollowTheirDeclarationAndAtRestNothingIsWritten() {
        Shop shop = new Shop(harness, "many");
        String[] events = IntStream.range(0, 200)
                .mapToObj(i -> "{type: many.task.n" + i + ", retention: 7d}")
                .toArray(String[]::new);
        shop.declare(SHARED, events);
        shop.awaitReady();
        assertThat(byHand.topics())
                .contains(
                        IntStream.range(0, 200).mapToObj(i -> "many.task.n" + i).toArray(String[]::new));

        events[7] = "{type: many.task.n7, retention: 7d, partitions: 4}";
        shop.declare(SHARED, events);
        shop.awaitReady();
        assertThat(byHand.describe("many.task.n7").partitions()).hasSize(4);

        byHand.drift("many.task.n3", "retention.ms", "60000");
        shop.awaitEvent(Shop.TOPOLOGY, "KafkaNotice", "many.task.n3", "retention.ms from 60000 to 604800000");
        assertThat(byHand.config("many.task.n3", "retention.ms")).isEqualTo("604800000");

        MetadataLog log = new MetadataLog(broker);
        await("two passes without a write")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertQuietForTwoPasses(log));
    }

    private static void assertQuietForTwoPasses(MetadataLog log) {
        proxy.clear();
        long before = log.writes();
        double passes = operator.metrics().reconciliations("EventTopology");
        await().atMost(OperatorHarness.PATIENCE)
                .until(() -> operator.metrics().reconciliations("EventTopology") >= passes + 2);
        assertThat(proxy.writes()).isEmpty();
        assertThat(log.writes() - before).isZero();
    }

    /**
     * Fault 22. Guards: {@code TopicProgress.refuseWhatIsNeverDone}, and {@code FindingCode.stopsTopology}. Seen to fail while a
     * refused change stopped the plan (the new event got no topic), and without the refusal (the topics passed for ready).
     */
    @Test
    void fewerPartitionsAndOtherReplicasAreRefusedAndTheOthersGoOn() {
        Shop shop = new Shop(harness, "refused");
        shop.declare(SHARED, "{type: refused.task.created, partitions: 3}", "{type: refused.task.moved, replicas: 1}");
        shop.awaitReady();
        byHand.send("refused.task.created", "a", "b");
        byHand.send("refused.task.moved", "c");
        List<TopicStatus> before = shop.topics();

        shop.declare(
                SHARED,
                "{type: refused.task.created, partitions: 1}",
                "{type: refused.task.moved, replicas: 2}",
                "{type: refused.task.added}");

        assertThat(shop.awaitCondition("Stalled", "True", "PartitionDecrease"))
                .contains("The topic has 3 partitions", "The topic has 1 replicas");
        assertThat(shop.awaitCondition("TopicsReady", "False", "PartitionDecrease"))
                .contains("Kafka cannot lower that to 1", "the operator does not change that to 2");
        await().atMost(OperatorHarness.PATIENCE).until(() -> byHand.topics().contains("refused.task.added"));
        assertThat(byHand.describe("refused.task.created").partitions()).hasSize(3);
        assertThat(byHand.read("refused.task.created")).containsExactlyInAnyOrder("a", "b");
        assertThat(byHand.read("refused.task.moved")).containsExactly("c");

        shop.declare(SHARED, "{type: refused.task.created, partitions: 3}", "{type: refused.task.moved, replicas: 1}");
        shop.awaitReady();
        assertThat(shop.topics()).isEqualTo(before);
    }

    /**
     * Guard: the note of a topic to be created is not its reason ({@code DirectTopics.isNoted}). Seen to fail while it was: the
     * topology said "Creating" for ever.
     */
    @Test
    void whatKafkaRefusesToCreateIsSaid() {
        Shop shop = new Shop(harness, "impossible");
        shop.declare(SHARED, "{type: impossible.task.created, replicas: 3}", "{type: impossible.task.moved}");

        assertThat(shop.awaitCondition("Stalled", "True", "InvalidReplicas")).contains("Lower replicas or add brokers");
        assertThat(byHand.topics()).contains("impossible.task.moved").doesNotContain("impossible.task.created");

        shop.declare(SHARED, "{type: impossible.task.created, replicas: 1}", "{type: impossible.task.moved}");
        shop.awaitReady();
    }

    /**
     * Guards: Retain is the default, {@code RetainedTopics} remembers, and adoption compares the id. Seen to fail without
     * remembering (ForeignTopic), and with adoption by name alone (the policy Never adopts too).
     */
    @Test
    void retainedTopicsKeepTheirEventsAndComeBackToATopologyOfThatName() {
        Shop shop = new Shop(harness, "retain");
        shop.declare(SHARED, "{type: retain.task.created, partitions: 2}", "{type: retain.task.moved}");
        shop.awaitReady();
        byHand.send("retain.task.created", "a", "b", "c");
        String id = shop.recordedId("retain.task.created").orElseThrow();
        String otherId = shop.recordedId("retain.task.moved").orElseThrow();

        shop.delete();
        shop.awaitGone();
        shop.awaitEvent(Shop.TOPOLOGY, "KafkaNotice", "retain.task.created on my-cluster was retained");
        assertThat(byHand.read("retain.task.created")).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(byHand.topics()).contains("retain.task.moved");

        shop.declare(
                SHARED + ", adoptionPolicy: Never",
                "{type: retain.task.created, partitions: 2}",
                "{type: retain.task.moved}");
        assertThat(shop.awaitCondition("Stalled", "True", "ForeignTopic")).contains("retain.task.created", id);
        shop.declare(SHARED, "{type: retain.task.created, partitions: 2}", "{type: retain.task.moved}");
        shop.awaitReady();

        assertThat(shop.recordedId("retain.task.created")).contains(id);
        assertThat(shop.recordedId("retain.task.moved")).contains(otherId);
        assertThat(byHand.read("retain.task.created")).containsExactlyInAnyOrder("a", "b", "c");
        shop.awaitEvent(Shop.TOPOLOGY, "KafkaNotice", "retain.task.created existed and was taken over");
    }

    /**
     * Guards: a topic is ours only by a recorded id, and the administrator's {@code existingTopicsAdoptable} stands above the
     * topology's policy. Seen to fail without the administrator's word in {@code TopicRenderer.planned}.
     */
    @Test
    void somebodyElsesTopicIsTakenOverOnlyWhereTheAdministratorAllowsIt() {
        String id = byHand.create("foreign.task.created");
        byHand.send("foreign.task.created", "theirs");
        Shop shop = new Shop(harness, "foreign");
        String event = "{type: foreign.task.created, partitions: 3, retention: 1d}";
        for (String policy : List.of("Retained", "Existing")) {
            shop.declare(SHARED + ", adoptionPolicy: " + policy, event);
            assertThat(shop.awaitCondition("Stalled", "True", "ForeignTopic"))
                    .contains("foreign.task.created already exists", id);
        }
        shop.delete();
        shop.awaitGone();
        assertThat(byHand.describe("foreign.task.created").partitions())
                .as("untouched")
                .hasSize(1);
        assertThat(byHand.config("foreign.task.created", "retention.ms")).isEqualTo("604800000");

        shop.declare(ADOPTABLE, event);
        shop.awaitReady();

        assertThat(shop.recordedId("foreign.task.created")).contains(id);
        assertThat(byHand.describe("foreign.task.created").partitions()).hasSize(3);
        assertThat(byHand.config("foreign.task.created", "retention.ms")).isEqualTo("86400000");
        assertThat(byHand.read("foreign.task.created")).containsExactly("theirs");
    }

    /**
     * Guards: {@code DirectProvisioner.delete} compares ids, {@code TopicProgress.found} too. Seen to fail with deletion by name
     * (the stranger's topic went with the topology) and without telling what release noticed.
     */
    @Test
    void deleteRemovesItsOwnTopicsAndLeavesOneThatSomebodyCreatedAnew() {
        Shop shop = new Shop(harness, "delete");
        shop.declare(DELETE, "{type: delete.task.created}", "{type: delete.task.moved}");
        shop.awaitReady();
        shop.declare(DELETE + ", paused: true", "{type: delete.task.created}", "{type: delete.task.moved}");
        shop.awaitCondition("Ready", "False", "Paused");
        byHand.delete("delete.task.created");
        String theirs = byHand.create("delete.task.created");
        byHand.send("delete.task.created", "theirs");
        shop.declare(DELETE, "{type: delete.task.created}", "{type: delete.task.moved}");
        assertThat(shop.awaitCondition("Stalled", "True", "RecreatedTopic")).contains(theirs);

        shop.delete();
        shop.awaitGone();

        assertThat(byHand.topics()).doesNotContain("delete.task.moved");
        assertThat(byHand.read("delete.task.created")).containsExactly("theirs");
        shop.awaitEvent(Shop.TOPOLOGY, "KafkaNotice", "delete.task.created was left alone", theirs);
        shop.awaitEvent(Shop.TOPOLOGY, "KafkaNotice", "delete.task.moved on my-cluster was deleted");
    }

    /**
     * Guard: {@code Existing} also takes over what was created anew, as the message promises. Seen to fail while only topics
     * without a recorded id were adopted.
     */
    @Test
    void aRecreatedTopicIsTakenOverWithTheExistingPolicy() {
        Shop shop = new Shop(harness, "recreated");
        shop.declare(ADOPTABLE, "{type: recreated.task.created}");
        shop.awaitReady();
        shop.declare(ADOPTABLE + ", paused: true", "{type: recreated.task.created}");
        shop.awaitCondition("Ready", "False", "Paused");
        byHand.delete("recreated.task.created");
        String theirs = byHand.create("recreated.task.created");

        shop.declare(ADOPTABLE, "{type: recreated.task.created}");
        shop.awaitReady();

        assertThat(shop.recordedId("recreated.task.created")).contains(theirs);
    }

    /**
     * Guards: the provisioner's note, and {@code TopicReport.isNewRecord}: an id is recorded at once. Seen to fail without the
     * note, and while the status waited until it held still (the operator's own topic was a stranger's by its old id).
     */
    @Test
    void aTopicThatWasDeletedByHandIsCreatedAnewAndItsLossIsTold() {
        Shop shop = new Shop(harness, "lost");
        shop.declare(SHARED, "{type: lost.task.created}");
        shop.awaitReady();
        String id = shop.recordedId("lost.task.created").orElseThrow();

        byHand.drop("lost.task.created");

        shop.awaitEvent(Shop.TOPOLOGY, "KafkaNotice", "lost.task.created had been deleted", id, "are gone");
        String anew = byHand.describe("lost.task.created").topicId().toString();
        assertThat(anew).isNotEqualTo(id);
        await().atMost(OperatorHarness.PATIENCE)
                .untilAsserted(
                        () -> assertThat(shop.recordedId("lost.task.created")).contains(anew));
        shop.awaitReady();
    }

    /**
     * Fault 29. Guard: {@code DirectTopics.letGo} by the policy under which the topic was recorded. Seen to fail without it (nobody
     * was told that the topic stays).
     */
    @Test
    void anEventThatIsRemovedLeavesItsTopicAndGetsItBack() {
        Shop shop = new Shop(harness, "removed");
        shop.declare(SHARED, "{type: removed.task.created}", "{type: removed.task.moved}");
        shop.awaitReady();
        byHand.send("removed.task.moved", "kept");
        String id = shop.recordedId("removed.task.moved").orElseThrow();

        shop.declare(SHARED, "{type: removed.task.created}");
        shop.awaitReady();
        shop.awaitEvent(Shop.TOPOLOGY, "KafkaNotice", "removed.task.moved on my-cluster was retained");
        assertThat(shop.topics()).extracting(TopicStatus::name).containsExactly("removed.task.created");
        shop.declare(SHARED, "{type: removed.task.created}", "{type: removed.task.moved}");
        shop.awaitReady();
        assertThat(shop.recordedId("removed.task.moved")).contains(id);
        assertThat(byHand.read("removed.task.moved")).containsExactly("kept");

        shop.declare(DELETE, "{type: removed.task.created}", "{type: removed.task.moved}");
        shop.awaitReady();
        shop.declare(DELETE, "{type: removed.task.created}");
        shop.awaitReady();
        shop.awaitEvent(Shop.TOPOLOGY, "KafkaNotice", "removed.task.moved on my-cluster was deleted");
        assertThat(byHand.topics()).doesNotContain("removed.task.moved");
        shop.declare(DELETE, "{type: removed.task.created}", "{type: removed.task.moved}");
        shop.awaitReady();
        assertThat(shop.recordedId("removed.task.moved")).isPresent().isNotEqualTo(Optional.of(id));
        assertThat(byHand.read("removed.task.moved")).isEmpty();
    }

    /**
     * Guard: what cannot be planned keeps its record. Seen to fail while an error in the spec emptied the status.
     */
    @Test
    void anErrorInTheSpecForgetsNoTopic() {
        Shop shop = new Shop(harness, "mistaken");
        shop.declare(SHARED, "{type: mistaken.task.created}");
        shop.awaitReady();
        List<TopicStatus> before = shop.topics();

        shop.declare("broker: {kafka: {cluster: nowhere}}", "{type: mistaken.task.created}");
        shop.awaitCondition("Valid", "False", "ClusterNotFound");
        assertThat(shop.topics()).isEqualTo(before);
        shop.declare(SHARED, "{type: mistaken.task.created}");
        shop.awaitReady();

        assertThat(shop.topics()).isEqualTo(before);
    }

    /**
     * Guards: dead-letter topics are recorded in the service with the policy of their topology, and a service whose topology is
     * gone keeps that record. Seen to fail while the error emptied the status (the next service of that name did not get ready).
     */
    @Test
    void deadLetterTopicsGoWithTheirServiceAlsoWhenTheTopologyWentFirst() {
        for (boolean delete : List.of(false, true)) {
            String name = delete ? "dead-delete" : "dead-retain";
            String event = (delete ? "gone" : "kept") + ".task.created";
            String deadLetters = event + "." + name + ".notify.dlq";
            Shop shop = new Shop(harness, name);
            shop.declare(delete ? DELETE : SHARED, "{type: " + event + ", partitions: 2}");
            shop.subscribe("notify", event);
            shop.subscribe("audit", event);
            shop.awaitServiceReady("notify");
            shop.awaitServiceReady("audit");
            byHand.send(deadLetters, "failed");
            assertThat(byHand.describe(deadLetters).partitions()).hasSize(2);

            shop.deleteService("audit");
            shop.delete();
            shop.awaitGone();
            shop.awaitServiceCondition("notify", "Valid", "False", "TopologyNotFound");
            assertThat(byHand.read(deadLetters))
                    .as("the service is still there")
                    .containsExactly("failed");
            shop.deleteService("notify");

            if (delete) {
                assertThat(byHand.topics()).doesNotContain(event, deadLetters, event + "." + name + ".audit.dlq");
            } else {
                assertThat(byHand.topics()).contains(event, event + "." + name + ".audit.dlq");
                assertThat(byHand.read(deadLetters)).containsExactly("failed");
                shop.declare(SHARED, "{type: " + event + ", partitions: 2}");
                shop.subscribe("notify", event);
                shop.awaitServiceReady("notify");
            }
        }
    }
}
