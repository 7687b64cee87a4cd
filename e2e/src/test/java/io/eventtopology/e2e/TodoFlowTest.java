package io.eventtopology.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.tools.kafka.KafkaBroker;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The seed's workflow on Kafka: from the request to the notification and the analytics, and what becomes of events that fail. */
class TodoFlowTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static KafkaBroker broker;
    private static RunningExample shop;
    private static TodoFlow flow;

    @BeforeAll
    static void start() {
        broker = KafkaBroker.plain();
        PlannedExample example = PlannedExample.of("todo", topology -> topology, KafkaSetup.plain(broker));
        KafkaSetup.createTopics(broker, example);
        shop = RunningExample.start(example, List.of(), Map.of());
        flow = new TodoFlow(shop);
    }

    @AfterAll
    static void stop() {
        if (shop != null) {
            shop.close();
        }
        broker.close();
    }

    @Test
    void a_todo_is_notified_and_counted() {
        String user = flow.register("Ada");
        String todo = flow.create(user, "Buy groceries");
        flow.complete(todo);

        flow.awaitMessages(todo, 2);
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode counts = flow.countsOf(user);
            assertThat(counts.path("created").asInt()).isEqualTo(1);
            assertThat(counts.path("completed").asInt()).isEqualTo(1);
        });
    }

    @Test
    void the_event_on_the_wire_is_the_seeds_cloud_event() {
        String user = flow.register("Grace");
        String todo = flow.create(user, "Buy groceries");
        flow.awaitMessages(todo, 1);

        TopicReader.Event event = new TopicReader(broker.adminProperties())
                .read("todos.task.created").stream()
                        .filter(found -> found.json().at("/data/todoId").asText().equals(todo))
                        .findFirst()
                        .orElseThrow();

        assertThat(event.key()).isEqualTo(todo);
        assertThat(event.json().path("specversion").asText()).isEqualTo("1.0");
        assertThat(event.json().path("id").asText()).isNotEmpty();
        assertThat(event.json().path("source").asText()).isEqualTo("/todos/api");
        assertThat(event.json().path("type").asText()).isEqualTo("todos.task.created");
        assertThat(OffsetDateTime.parse(event.json().path("time").asText()).toInstant())
                .isBetween(Instant.now().minus(PATIENCE), Instant.now());
        assertThat(event.json().path("sequence").asText()).isEqualTo("1");
        assertThat(event.json().at("/data/userId").asText()).isEqualTo(user);
        assertThat(event.json().at("/data/title").asText()).isEqualTo("Buy groceries");
    }
}
