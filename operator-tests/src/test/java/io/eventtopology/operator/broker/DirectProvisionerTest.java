package io.eventtopology.operator.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.broker.BrokerProblem.Reason;
import io.eventtopology.operator.broker.TopicObservation.Outcome;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.planner.model.DesiredTopic;
import io.eventtopology.tools.kafka.KafkaBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.CreatePartitionsResult;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Direct provisioner on a real broker without security. Each test has topics of its own. */
class DirectProvisionerTest {
    private static KafkaBroker broker;
    private static KafkaByHand byHand;
    private static ClusterConnection connection;
    private static final CountingAdmins ADMINS = new CountingAdmins();
    private static final AdminClients CLIENTS = new AdminClients(ADMINS::create);
    private final DirectProvisioner provisioner = new DirectProvisioner(CLIENTS);

    @BeforeAll
    static void start() {
        broker = KafkaBroker.plain();
        byHand = new KafkaByHand(broker);
        connection = new ClusterConnection("main", broker.bootstrapServers(), new BrokerSecurity.None());
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
    void createsTwoHundredTopicsInOneCallAndThenWritesNothing() {
        List<TopicRequest> requests = IntStream.range(0, 200)
                .mapToObj(i -> wanted(topic("load.topic.n" + i, 2, Map.of("retention.ms", "259200000"))))
                .toList();

        Map<String, TopicObservation> created = provisioner.reconcile(connection, requests);

        assertThat(created).hasSize(200);
        assertThat(created.values()).allSatisfy(observation -> {
            assertThat(observation.outcome()).isEqualTo(Outcome.Created);
            assertThat(observation.ready()).isTrue();
            assertThat(observation.state().partitions()).isEqualTo(2);
            assertThat(observation.state().replicas()).isEqualTo(1);
            assertThat(observation.state().minInSyncReplicas()).isEqualTo(1);
            assertThat(observation.state().underReplicatedPartitions()).isZero();
            assertThat(observation.state().config()).containsExactly(Map.entry("retention.ms", "259200000"));
        });
        assertThat(ADMINS.takeWrites()).containsExactly("createTopics(200)");
        assertThat(byHand.topics()).containsAll(created.keySet());

        Map<String, TopicObservation> again = provisioner.reconcile(
                connection,
                requests.stream()
                        .map(request -> recorded(
                                request.topic(), created.get(request.topic().name())))
                        .toList());
        assertThat(again.values()).extracting(TopicObservation::outcome).containsOnly(Outcome.Unchanged);
        assertThat(again.values())
                .extracting(TopicObservation::state)
                .containsExactlyElementsOf(
                        created.values().stream().map(TopicObservation::state).toList());
        assertThat(ADMINS.takeWrites()).isEmpty();
    }

    @Test
    void splitsWhatIsMoreThanKafkaTakesInOneRequest() {
        List<NewTopic> topics = IntStream.of(900, 900, 900, 9_000, 1, 1)
                .mapToObj(partitions -> new NewTopic("many" + partitions, Optional.of(partitions), Optional.empty()))
                .toList();

        assertThat(TopicReconciliation.batches(topics))
                .extracting(batch -> batch.stream().map(NewTopic::numPartitions).toList())
                .containsExactly(List.of(900, 900), List.of(900), List.of(9_000), List.of(1, 1));
        assertThat(TopicReconciliation.batches(List.of())).isEmpty();
    }

    @Test
    void raisesPartitions() {
        TopicObservation created = one(wanted(topic("raise.task.created", 2, Map.of())));
        byHand.send("raise.task.created", "a", "b");

        TopicObservation raised = one(recorded(topic("raise.task.created", 6, Map.of()), created));

        assertThat(raised.outcome()).isEqualTo(Outcome.PartitionsRaised);
        assertThat(raised.state().partitions()).isEqualTo(6);
        assertThat(raised.state().topicId()).isEqualTo(created.state().topicId());
        assertThat(byHand.describe("raise.task.created").partitions()).hasSize(6);
        assertThat(byHand.read("raise.task.created")).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void revertsADriftedConfigurationOnceAndThenWritesNothing() {
        DesiredTopic topic =
                topic("drift.task.created", 1, Map.of("retention.ms", "259200000", "cleanup.policy", "delete"));
        TopicObservation created = one(wanted(topic));
        byHand.setConfig(topic.name(), "retention.ms", "60000");
        ADMINS.takeWrites();

        TopicObservation corrected = one(recorded(topic, created));

        assertThat(corrected.outcome()).isEqualTo(Outcome.ConfigurationCorrected);
        assertThat(corrected.corrections())
                .containsExactly(new ConfigurationCorrection("retention.ms", "60000", "259200000"));
        assertThat(corrected.state().config())
                .containsExactly(Map.entry("cleanup.policy", "delete"), Map.entry("retention.ms", "259200000"));
        assertThat(byHand.config(topic.name(), "retention.ms")).isEqualTo("259200000");
        assertThat(ADMINS.takeWrites()).containsExactly("incrementalAlterConfigs(1)");

        TopicObservation again = one(recorded(topic, created));
        assertThat(again.outcome()).isEqualTo(Outcome.Unchanged);
        assertThat(again.corrections()).isEmpty();
        assertThat(ADMINS.takeWrites()).isEmpty();
    }

    @Test
    void knowsAValueInAnotherSpelling() {
        DesiredTopic topic = topic(
                "spelling.task.created",
                1,
                Map.of(
                        "min.cleanable.dirty.ratio", "0.50",
                        "cleanup.policy", "compact, delete",
                        "retention.ms", "0259200000",
                        "unclean.leader.election.enable", "FALSE"));
        TopicObservation created = one(wanted(topic));
        assertThat(created.outcome()).isEqualTo(Outcome.Created);
        ADMINS.takeWrites();

        assertThat(one(recorded(topic, created)).outcome()).isEqualTo(Outcome.Unchanged);
        assertThat(ADMINS.takeWrites()).isEmpty();
    }

    @Test
    void resetsAnEntryThatIsNoLongerDeclaredAndLeavesForeignOnesAlone() {
        TopicObservation created =
                one(wanted(topic("undeclared.task.created", 1, Map.of("retention.ms", "259200000"))));
        byHand.setConfig("undeclared.task.created", "max.message.bytes", "2097152");
        TopicRequest withoutRetention = new TopicRequest(
                topic("undeclared.task.created", 1, Map.of()),
                created.state().topicId(),
                Set.of("retention.ms"),
                false);
        byHand.create("undeclared.by.default");
        String byDefault = byHand.config("undeclared.by.default", "retention.ms");

        TopicObservation corrected = one(withoutRetention);

        assertThat(corrected.corrections())
                .containsExactly(new ConfigurationCorrection("retention.ms", "259200000", null));
        assertThat(byHand.config("undeclared.task.created", "retention.ms")).isEqualTo(byDefault);
        assertThat(byHand.config("undeclared.task.created", "max.message.bytes"))
                .isEqualTo("2097152");
        assertThat(one(withoutRetention).outcome()).isEqualTo(Outcome.Unchanged);
    }

    @Test
    void refusesFewerPartitionsAndKeepsTheTopic() {
        TopicObservation created = one(wanted(topic("todos.task.created", 6, Map.of())));
        byHand.send("todos.task.created", "a", "b", "c");

        TopicObservation refused =
                one(recorded(topic("todos.task.created", 3, Map.of("retention.ms", "86400000")), created));

        assertThat(refused.outcome()).isEqualTo(Outcome.Refused);
        assertThat(refused.problem())
                .isEqualTo(
                        new BrokerProblem(
                                Reason.PartitionDecrease,
                                "Topic todos.task.created has 6 partitions and Kafka cannot lower that to 3: set partitions to 6 or declare a new event"));
        assertThat(refused.state().partitions()).isEqualTo(6);
        assertThat(refused.state().topicId()).isEqualTo(created.state().topicId());
        assertThat(refused.corrections())
                .extracting(ConfigurationCorrection::key)
                .containsExactly("retention.ms");
        assertThat(byHand.config("todos.task.created", "retention.ms")).isEqualTo("86400000");
        assertThat(byHand.describe("todos.task.created").partitions()).hasSize(6);
        assertThat(byHand.read("todos.task.created")).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void refusesAnotherNumberOfReplicasAndStillRaisesPartitions() {
        TopicObservation created = one(wanted(topic("replicas.task.created", 1, Map.of())));
        byHand.send("replicas.task.created", "a");

        TopicObservation refused = one(recorded(DesiredTopic.of("replicas.task.created", 2, 3, Map.of()), created));

        assertThat(refused.outcome()).isEqualTo(Outcome.Refused);
        assertThat(refused.problem().reason()).isEqualTo(Reason.ReplicasChange);
        assertThat(refused.problem().message())
                .isEqualTo(
                        "Topic replicas.task.created has replication factor 1 and the operator does not change that to 3: set replicas to 1, or reassign the partitions with Kafka's tools first");
        assertThat(refused.state().partitions()).isEqualTo(2);
        assertThat(byHand.read("replicas.task.created")).containsExactly("a");
    }

    @Test
    void aForeignTopicIsAConflictAndStaysUntouched() {
        String id = byHand.create("foreign.task.created");
        byHand.setConfig("foreign.task.created", "retention.ms", "1000000");

        TopicObservation conflict = one(wanted(topic("foreign.task.created", 4, Map.of("retention.ms", "259200000"))));

        assertThat(conflict.outcome()).isEqualTo(Outcome.Conflict);
        assertThat(conflict.problem().reason()).isEqualTo(Reason.ForeignTopic);
        assertThat(conflict.problem().message())
                .contains("Topic foreign.task.created already exists on Kafka cluster main", id, "adoptionPolicy");
        assertThat(ADMINS.takeWrites()).isEmpty();
        assertThat(byHand.config("foreign.task.created", "retention.ms")).isEqualTo("1000000");
        assertThat(byHand.describe("foreign.task.created").partitions()).hasSize(1);
    }

    @Test
    void aTopicThatSomebodyCreatedAgainIsAConflict() {
        TopicObservation created = one(wanted(topic("recreated.task.created", 2, Map.of())));
        byHand.delete("recreated.task.created");
        String id = byHand.create("recreated.task.created");
        ADMINS.takeWrites();

        TopicObservation conflict = one(recorded(topic("recreated.task.created", 2, Map.of()), created));

        assertThat(conflict.outcome()).isEqualTo(Outcome.Conflict);
        assertThat(conflict.problem().reason()).isEqualTo(Reason.RecreatedTopic);
        assertThat(conflict.problem().message()).contains(id, created.state().topicId());
        assertThat(conflict.state().topicId()).isEqualTo(id);
        assertThat(ADMINS.takeWrites()).isEmpty();
    }

    @Test
    void takesOverAnExistingTopicWhenItMay() {
        String id = byHand.create("adopted.task.created");
        DesiredTopic topic = topic("adopted.task.created", 2, Map.of("retention.ms", "259200000"));

        TopicObservation adopted = one(new TopicRequest(topic, null, true));

        assertThat(adopted.outcome()).isEqualTo(Outcome.Adopted);
        assertThat(adopted.ready()).isTrue();
        assertThat(adopted.state().topicId()).isEqualTo(id);
        assertThat(adopted.state().partitions()).isEqualTo(2);
        assertThat(adopted.corrections()).hasSize(1);
        assertThat(one(recorded(topic, adopted)).outcome()).isEqualTo(Outcome.Unchanged);
    }

    @Test
    void aTopicThatSomebodyDeletedIsCreatedAnewAndSaysThatItsEventsAreGone() {
        TopicObservation created = one(wanted(topic("lost.task.created", 1, Map.of())));
        byHand.delete("lost.task.created");

        TopicObservation again = one(recorded(topic("lost.task.created", 1, Map.of()), created));

        assertThat(again.outcome()).isEqualTo(Outcome.Created);
        assertThat(again.state().topicId()).isNotEqualTo(created.state().topicId());
        assertThat(again.note()).contains(created.state().topicId(), "the events that it held are gone");
    }

    @Test
    void oneTopicsProblemDoesNotHoldUpTheOthers() {
        one(wanted(topic("collide.task_created.x", 1, Map.of())));

        Map<String, TopicObservation> observations = provisioner.reconcile(
                connection,
                List.of(
                        wanted(topic("good.task.created", 1, Map.of())),
                        wanted(topic("bad.task.value", 1, Map.of("retention.ms", "soon"))),
                        wanted(topic("bad.task.key", 1, Map.of("no.such.key", "1"))),
                        wanted(topic("collide.task.created_x", 1, Map.of())),
                        wanted(DesiredTopic.of("bad.task.replicas", 1, 3, Map.of()))));

        assertThat(observations.keySet())
                .containsExactly(
                        "good.task.created",
                        "bad.task.value",
                        "bad.task.key",
                        "collide.task.created_x",
                        "bad.task.replicas");
        assertThat(observations.get("good.task.created").outcome()).isEqualTo(Outcome.Created);
        assertFailed(observations.get("bad.task.value"), Reason.InvalidConfiguration, "soon");
        assertFailed(observations.get("bad.task.key"), Reason.InvalidConfiguration, "no.such.key");
        assertFailed(observations.get("collide.task.created_x"), Reason.InvalidTopic, "collides");
        assertFailed(observations.get("bad.task.replicas"), Reason.InvalidReplicas, "replication factor");
    }

    @Test
    void anInvalidChangeOfAnExistingTopicIsReportedEachTimeAndItsPartitionsAreStillRaised() {
        TopicObservation created = one(wanted(topic("invalid.task.created", 1, Map.of())));
        TopicRequest invalid = recorded(topic("invalid.task.created", 2, Map.of("cleanup.policy", "shred")), created);

        TopicObservation first = one(invalid);
        TopicObservation second = one(invalid);

        assertFailed(first, Reason.InvalidConfiguration, "shred");
        assertThat(first.state().partitions()).isEqualTo(2);
        assertThat(second.problem()).isEqualTo(first.problem());
        assertThat(byHand.config("invalid.task.created", "cleanup.policy")).isEqualTo("delete");
    }

    @Test
    void refusesTwoRequestsForOneTopic() {
        TopicRequest request = wanted(topic("twice.task.created", 1, Map.of()));

        assertThatThrownBy(() -> provisioner.reconcile(connection, List.of(request, request)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Topic twice.task.created is requested twice: merge the requests");
        assertThat(byHand.topics()).doesNotContain("twice.task.created");
    }

    @Test
    void nothingToDoCallsNobody() {
        ClusterConnection nowhere = new ClusterConnection("nowhere", "127.0.0.1:1", new BrokerSecurity.None());

        assertThat(provisioner.reconcile(nowhere, List.of())).isEmpty();
        assertThat(provisioner.delete(nowhere, Map.of())).isEmpty();
        assertThat(provisioner.observe(nowhere, List.of(), Set.of())).isEmpty();
    }

    @Test
    void deletesOnlyTheTopicWhoseIdWasRecorded() {
        String ours =
                one(wanted(topic("delete.task.ours", 1, Map.of()))).state().topicId();
        String replaced =
                one(wanted(topic("delete.task.replaced", 1, Map.of()))).state().topicId();
        byHand.send("delete.task.ours", "a");
        byHand.delete("delete.task.replaced");
        String foreign = byHand.create("delete.task.replaced");
        byHand.send("delete.task.replaced", "precious");
        String gone =
                one(wanted(topic("delete.task.gone", 1, Map.of()))).state().topicId();
        byHand.delete("delete.task.gone");

        Map<String, DeletionOutcome> outcomes = provisioner.delete(
                connection,
                Map.of(
                        "delete.task.ours", ours,
                        "delete.task.replaced", replaced,
                        "delete.task.gone", gone));

        assertThat(outcomes)
                .containsOnly(
                        Map.entry("delete.task.ours", new DeletionOutcome.Deleted()),
                        Map.entry("delete.task.replaced", new DeletionOutcome.LeftAlone(foreign)),
                        Map.entry("delete.task.gone", new DeletionOutcome.Absent()));
        assertThat(byHand.topics()).contains("delete.task.replaced").doesNotContain("delete.task.ours");
        assertThat(byHand.read("delete.task.replaced")).containsExactly("precious");
    }

    @Test
    void aSecondDeletionWritesNothing() {
        String id = one(wanted(topic("delete.task.twice", 1, Map.of()))).state().topicId();
        provisioner.delete(connection, Map.of("delete.task.twice", id));
        ADMINS.takeWrites();

        assertThat(provisioner.delete(connection, Map.of("delete.task.twice", id)))
                .containsOnly(Map.entry("delete.task.twice", new DeletionOutcome.Absent()));
        assertThat(ADMINS.takeWrites()).isEmpty();
    }

    @Test
    void observesWithoutWriting() {
        String id = one(wanted(topic("observe.task.created", 3, Map.of("retention.ms", "259200000"))))
                .state()
                .topicId();
        ADMINS.takeWrites();

        Map<String, TopicLookup> lookups = provisioner.observe(
                connection,
                List.of("observe.task.created", "observe.task.absent"),
                Set.of("retention.ms", "no.such.key"));

        assertThat(lookups)
                .containsOnly(
                        Map.entry(
                                "observe.task.created",
                                new TopicLookup.Present(new TopicState(
                                        id, 3, 1, 1, 0, new TreeMap<>(Map.of("retention.ms", "259200000"))))),
                        Map.entry("observe.task.absent", new TopicLookup.Absent()));
        assertThat(ADMINS.takeWrites()).isEmpty();
    }

    /**
     * A broker that shows a change late has answered: nobody has to keep away from the cluster. Guard: {@code NotShownYet} is no
     * problem of the connection; when it was one, the next call failed at once, with what is true of another topic.
     */
    @Test
    void aChangeThatDoesNotShowYetIsNoOutage() {
        TopicObservation created = one(wanted(topic("slow.task.created", 1, Map.of())));
        try (AdminClients forgetful =
                new AdminClients(properties -> new ForwardingAdmin(CountingAdmins.patient(properties)) {
                    @Override
                    public CreatePartitionsResult createPartitions(
                            Map<String, NewPartitions> partitions, CreatePartitionsOptions options) {
                        return super.createPartitions(partitions, options.validateOnly(true));
                    }
                })) {
            DirectProvisioner late = new DirectProvisioner(forgetful);

            TopicObservation raised = late.reconcile(
                            connection, List.of(recorded(topic("slow.task.created", 2, Map.of()), created)))
                    .get("slow.task.created");

            assertFailed(raised, Reason.NotShownYet, "the next attempt reports it");
            assertThat(late.observe(connection, List.of("slow.task.other"), Set.of()))
                    .containsOnly(Map.entry("slow.task.other", new TopicLookup.Absent()));
        }
    }

    /** With the limits of the operator, which are what it is about; the broker is dead, so that the machine has no part in them. */
    @Test
    void aStoppedBrokerFailsInBoundedTimeAndHeals() {
        try (AdminClients clients = new AdminClients()) {
            failsInBoundedTimeAndHeals(new DirectProvisioner(clients));
        }
    }

    private void failsInBoundedTimeAndHeals(DirectProvisioner limited) {
        DesiredTopic topic = topic("outage.task.created", 1, Map.of("retention.ms", "259200000"));
        TopicObservation created = one(wanted(topic));
        byHand.send(topic.name(), "a");
        TopicRequest absent = wanted(topic("outage.task.new", 1, Map.of()));
        String id = created.state().topicId();
        awaitSeen(topic, limited);
        broker.stop();
        try {
            Instant start = Instant.now();
            Map<String, TopicObservation> down =
                    limited.reconcile(connection, List.of(recorded(topic, created), absent));
            assertThat(Duration.between(start, Instant.now())).isLessThan(ClusterConnection.CALL_LIMIT.plusSeconds(5));
            assertThat(down.values()).allSatisfy(observation -> {
                assertThat(observation.outcome()).isEqualTo(Outcome.Failed);
                assertThat(observation.state()).isNull();
                assertThat(observation.problem().reason()).isEqualTo(Reason.BrokerUnavailable);
                assertThat(observation.problem().message())
                        .isEqualTo(
                                "Kafka cluster main (%s) did not answer within 12 s. Check that its brokers run and that the operator may reach them"
                                        .formatted(broker.bootstrapServers()));
            });
            assertThat(limited.delete(connection, Map.of(topic.name(), id)).get(topic.name()))
                    .isInstanceOfSatisfying(
                            DeletionOutcome.Failed.class,
                            failed -> assertThat(failed.problem().reason()).isEqualTo(Reason.BrokerUnavailable));
        } finally {
            broker.start();
        }

        awaitSeen(topic, limited);
        Map<String, TopicObservation> healed =
                provisioner.reconcile(connection, List.of(recorded(topic, created), absent));
        assertThat(healed.get(topic.name()).outcome()).isEqualTo(Outcome.Unchanged);
        assertThat(healed.get("outage.task.new").outcome()).isEqualTo(Outcome.Created);
        assertThat(byHand.read(topic.name())).containsExactly("a");
    }

    /** It is tried again after each rest; a broker that has just started may miss the first limits. */
    private static void awaitSeen(DesiredTopic topic, DirectProvisioner limited) {
        await("the cluster answers")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(limited.observe(connection, List.of(topic.name()), Set.of()))
                        .allSatisfy((name, lookup) -> assertThat(lookup).isInstanceOf(TopicLookup.Present.class)));
    }

    @Test
    void anAddressThatDoesNotResolveIsUnavailableRatherThanAnException() {
        ClusterConnection nowhere = new ClusterConnection("lost", "broker.invalid:9092", new BrokerSecurity.None());

        TopicObservation observation = provisioner
                .reconcile(nowhere, List.of(wanted(topic("nowhere.task.created", 1, Map.of()))))
                .get("nowhere.task.created");

        assertFailed(observation, Reason.BrokerUnavailable, "no address resolves");
    }

    @Test
    void anUnreadableCertificateIsAnInvalidConnection() {
        ClusterConnection broken =
                new ClusterConnection("broken", broker.bootstrapServers(), new BrokerSecurity.Tls("no PEM", null));

        assertThat(provisioner
                        .observe(broken, List.of("any.task.created"), Set.of())
                        .get("any.task.created"))
                .isInstanceOfSatisfying(
                        TopicLookup.Unknown.class,
                        unknown -> assertThat(unknown.problem().reason()).isEqualTo(Reason.InvalidConnection));
    }

    @Test
    void anInterruptedCallReturnsAndStaysInterrupted() {
        Thread.currentThread().interrupt();

        TopicObservation observation = one(wanted(topic("interrupt.task.created", 1, Map.of())));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(observation.outcome()).isEqualTo(Outcome.Failed);
        assertThat(one(wanted(topic("interrupt.task.created", 1, Map.of()))).outcome())
                .as("the interruption says nothing of the cluster")
                .isIn(Outcome.Created, Outcome.Conflict);
    }

    @Test
    void manyThreadsShareOneClient() throws Exception {
        Map<String, TopicObservation> observations = new ConcurrentHashMap<>();
        List<Future<?>> calls = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                TopicRequest request = wanted(topic("parallel.task.n" + i, 1, Map.of()));
                calls.add(
                        threads.submit(() -> observations.putAll(provisioner.reconcile(connection, List.of(request)))));
            }
        }
        for (Future<?> call : calls) {
            call.get();
        }

        assertThat(observations).hasSize(20);
        assertThat(observations.values()).extracting(TopicObservation::outcome).containsOnly(Outcome.Created);
    }

    private TopicObservation one(TopicRequest request) {
        Map<String, TopicObservation> observations = provisioner.reconcile(connection, List.of(request));
        assertThat(observations).containsOnlyKeys(request.topic().name());
        return new ArrayList<>(observations.values()).getFirst();
    }

    private static void assertFailed(TopicObservation observation, Reason reason, String text) {
        assertThat(observation.outcome()).isEqualTo(Outcome.Failed);
        assertThat(observation.problem().reason()).isEqualTo(reason);
        assertThat(observation.problem().message()).contains(text);
    }

    private static DesiredTopic topic(String name, int partitions, Map<String, String> config) {
        return DesiredTopic.of(name, partitions, null, config);
    }

    private static TopicRequest wanted(DesiredTopic topic) {
        return new TopicRequest(topic, null, false);
    }

    private static TopicRequest recorded(DesiredTopic topic, TopicObservation observation) {
        return new TopicRequest(topic, observation.state().topicId(), false);
    }
}
