package io.eventtopology.operator.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.broker.BrokerProblem.Reason;
import io.eventtopology.operator.broker.BrokerSecurity.ScramSha512;
import io.eventtopology.operator.broker.UserRequest.Right;
import io.eventtopology.tools.kafka.KafkaBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a real broker with ACLs says of consumer groups. */
class ConsumerGroupsTest {
    private static final String CREATED = "todos.task.created";
    private static final String COMPLETED = "todos.task.completed";
    private static final Map<String, Set<String>> WANTED =
            Map.of("shop.notify", Set.of(CREATED, COMPLETED), "shop.nobody", Set.of(CREATED));

    private static KafkaBroker broker;
    private static KafkaByHand byHand;
    private static final AdminClients CLIENTS = new AdminClients();
    private final ConsumerGroups groups = new ConsumerGroups(CLIENTS);

    @BeforeAll
    static void start() {
        broker = KafkaBroker.secured();
        byHand = new KafkaByHand(broker);
        byHand.create(CREATED);
        byHand.create(COMPLETED);
        byHand.send(CREATED, "a");
    }

    @AfterAll
    static void stop() {
        CLIENTS.close();
        byHand.close();
        broker.close();
    }

    private static ClusterConnection as(String user, String password) {
        return new ClusterConnection(
                user, broker.bootstrapServers(), new ScramSha512(true, broker.caCertificatePem(), user, password));
    }

    private static ClusterConnection admin() {
        return as(broker.adminUser(), broker.adminPassword());
    }

    private static KafkaConsumer<String, String> consumer(String group) {
        Map<String, Object> properties = new HashMap<>(broker.adminProperties());
        properties.put("group.id", group);
        properties.put("auto.offset.reset", "earliest");
        properties.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
    }

    private GroupState stateOf(ClusterConnection connection, String group) {
        return Objects.requireNonNull(groups.look(connection, WANTED).get(group));
    }

    @Test
    void membersAndOffsetsAreTold() {
        assertThat(groups.look(admin(), WANTED)).hasSize(2).allSatisfy((group, state) -> {
            assertThat(state.problem()).isNull();
            assertThat(state.exists()).isFalse();
        });

        try (KafkaConsumer<String, String> consumer = consumer("shop.notify")) {
            consumer.subscribe(List.of(CREATED));
            await().until(() -> !consumer.poll(Duration.ofMillis(200)).isEmpty());
            GroupState joined = stateOf(admin(), "shop.notify");
            assertThat(joined.consumed()).containsExactly(CREATED);
            assertThat(joined.committed()).isEmpty();
            consumer.commitSync();
            assertThat(stateOf(admin(), "shop.notify").committed()).containsExactly(CREATED);
        }
        GroupState left = stateOf(admin(), "shop.notify");
        assertThat(left.exists()).isTrue();
        assertThat(left.consumed()).isEmpty();
        assertThat(left.committed()).containsExactly(CREATED);
        assertThat(stateOf(admin(), "shop.nobody").exists()).isFalse();
    }

    /** A user without rights to groups is no reason to say that the cluster is gone, nor to throw the connection away. */
    @Test
    void whoMayNotLookIsToldSo() {
        new DirectUsers(CLIENTS)
                .ensure(
                        admin(),
                        new UserRequest(
                                "half-blind",
                                "secret",
                                true,
                                Set.of(new Right(
                                        ResourceType.GROUP,
                                        PatternType.LITERAL,
                                        "shop.nobody",
                                        AclOperation.DESCRIBE))));
        ClusterConnection limited = as("half-blind", "secret");
        assertThat(stateOf(limited, "shop.notify").problem())
                .isNotNull()
                .extracting(BrokerProblem::reason)
                .isEqualTo(Reason.NotAuthorized);
        assertThat(stateOf(limited, "shop.nobody").problem()).isNull();
    }

    @Test
    void whoIsNotBelievedIsToldSo() {
        assertThat(groups.look(as("stranger", "wrong"), WANTED))
                .hasSize(2)
                .allSatisfy((group, state) -> assertThat(state.problem())
                        .isNotNull()
                        .extracting(BrokerProblem::reason)
                        .isEqualTo(Reason.AuthenticationFailed));
    }
}
