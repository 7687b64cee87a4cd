package io.eventtopology.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventtopology.planner.model.PlannedUser;
import io.eventtopology.tools.kafka.KafkaBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A broker with SCRAM, TLS and an authorizer, with the users and rules of the plan and no others: the flow works, and what a service did not
 * declare is refused.
 */
class SecuredKafkaTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final UnaryOperator<JsonNode> SCRAM = topology -> {
        ((ObjectNode) topology.at("/spec/broker/kafka")).putObject("auth").put("type", "scramSha512");
        return topology;
    };

    private static KafkaBroker broker;
    private static PlannedExample example;
    private static RunningExample shop;

    @BeforeAll
    static void start() {
        broker = KafkaBroker.secured();
        example = PlannedExample.of("todo", SCRAM, KafkaSetup.secured(broker));
        KafkaSetup.createTopics(broker, KafkaSetup.administrator(broker), example);
        shop = RunningExample.start(example, KafkaSetup.createUsers(broker, example), Map.of());
    }

    @AfterAll
    static void stop() {
        if (shop != null) {
            shop.close();
        }
        broker.close();
    }

    @Test
    void the_flow_passes_with_the_rights_of_the_plan() {
        TodoFlow flow = new TodoFlow(shop);
        String user = flow.register("Ada");
        String todo = flow.create(user, "Buy groceries");
        flow.complete(todo);
        flow.awaitMessages(todo, 2);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(flow.countsOf(user).path("completed").asInt())
                                .isEqualTo(1));

        flow.awaitQuiet();
        shop.api("notify")
                .put("/failure", "{\"mode\":\"poison\",\"eventType\":\"todos.task.created\",\"times\":1}")
                .ok();
        String poison = flow.create(user, "Poison");
        assertThat(flow.awaitDeadLetter(broker, poison).path("deadletterreason").asText())
                .isEqualTo("poison");
    }

    @Test
    void a_service_publishes_nothing_that_it_did_not_declare() {
        assertThatCode(() -> publish("todo", "todos.task.created")).doesNotThrowAnyException();

        for (String topic : List.of("users.account.registered", "todos.task.created.shop.notify.dlq")) {
            assertThatThrownBy(() -> publish("todo", topic))
                    .as("todo publishes to %s", topic)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
        assertThatThrownBy(() -> publish("notify", "todos.task.created"))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void a_service_consumes_nothing_that_it_did_not_declare_and_in_no_other_group() {
        assertThatCode(() -> consume("notify", "todos.task.created", "shop.notify"))
                .doesNotThrowAnyException();

        assertThatThrownBy(() -> consume("notify", "todos.task.deleted", "shop.notify"))
                .isInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> consume("todo", "todos.task.created", "shop.todo"))
                .isInstanceOf(AuthorizationException.class);
        assertThatThrownBy(() -> consume("notify", "todos.task.created", "shop.analytics"))
                .isInstanceOf(GroupAuthorizationException.class);
    }

    private static void publish(String service, String topic) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties(service), new StringSerializer(), new StringSerializer())) {
            // Not an event: only whether it is allowed counts, and the consumers dead-letter it.
            producer.send(new ProducerRecord<>(topic, "test", "{}")).get();
        }
    }

    private static void consume(String service, String topic, String group) {
        Map<String, Object> properties = properties(service);
        properties.put("group.id", group);
        // The service is in this group too: it must not miss what this one reads.
        properties.put("enable.auto.commit", "false");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            consumer.poll(Duration.ofSeconds(5));
        }
    }

    private static Map<String, Object> properties(String service) {
        PlannedUser user = example.users().stream()
                .filter(planned -> planned.name().endsWith(service))
                .findFirst()
                .orElseThrow();
        Map<String, Object> properties = new HashMap<>(broker.userProperties(user.name(), KafkaSetup.password(user)));
        properties.put("enable.idempotence", "false");
        return properties;
    }
}
