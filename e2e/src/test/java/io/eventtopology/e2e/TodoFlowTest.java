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
                        .filter(found ->
                                found.json().at("/data/todoId").asText().equals(todo))
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

    /** The schedule is Dapr's: 500 ms, then 1.5 times longer each time, each spread by half (dapr/kit, retry.Config). */
    @Test
    void an_event_that_fails_is_tried_as_declared_and_then_dead_lettered_with_the_reason() {
        String user = flow.register("Edsger");
        flow.awaitQuiet();
        shop.api("notify")
                .put("/failure", "{\"mode\":\"retryable\",\"eventType\":\"todos.task.created\"}")
                .ok();
        String todo = flow.create(user, "Fails until the attempts are exhausted");

        JsonNode letter = flow.awaitDeadLetter(broker, todo);
        shop.api("notify").put("/failure", "{\"mode\":\"none\"}").ok();

        assertThat(letter.path("deadletterreason").asText()).isEqualTo("attempts-exhausted");
        assertThat(letter.path("deadletterattempts").asInt()).isEqualTo(5);
        assertThat(letter.path("deadletterhandler").asText()).isEqualTo("notify/events/todo-created");
        assertThat(letter.path("deadlettertopic").asText()).isEqualTo("todos.task.created");
        assertThat(letter.has("deadletteroffset")).as("%s", letter).isTrue();
        List<Instant> attempts = flow.attempts(letter.path("id").asText());
        assertThat(attempts).hasSize(5);
        for (int i = 0; i + 1 < attempts.size(); i++) {
            Duration declared = Duration.ofMillis(Math.round(500 * Math.pow(1.5, i)));
            assertThat(Duration.between(attempts.get(i), attempts.get(i + 1)))
                    .as("wait after attempt %d", i + 1)
                    .isBetween(
                            declared.dividedBy(2),
                            declared.multipliedBy(3).dividedBy(2).plusSeconds(5));
        }
        assertThat(flow.messages(todo)).as("it had no effect").isEmpty();
        String next = flow.create(user, "The partition moves on");
        flow.awaitMessages(next, 1);
    }

    @Test
    void a_poison_event_is_dead_lettered_at_once_and_the_partition_moves_on() {
        String user = flow.register("Barbara");
        flow.awaitQuiet();
        shop.api("notify")
                .put("/failure", "{\"mode\":\"poison\",\"eventType\":\"todos.task.created\",\"times\":1}")
                .ok();
        String poison = flow.create(user, "Poison");

        JsonNode letter = flow.awaitDeadLetter(broker, poison);

        assertThat(letter.path("deadletterreason").asText()).isEqualTo("poison");
        assertThat(letter.path("deadletterattempts").asInt()).isEqualTo(1);
        String next = flow.create(user, "The partition moves on");
        flow.awaitMessages(next, 1);
        assertThat(flow.messages(poison)).isEmpty();
    }

    /** What CQRS promises: the read side can be thrown away and made again from the log, and nobody who asks notices. */
    @Test
    void a_rebuild_gives_the_same_projection_while_queries_go_on() {
        String user = flow.register("Tony");
        String todo = flow.create(user, "Counted once");
        flow.complete(todo);
        // Each type has a topic of its own, and their events come in any order.
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode counts = flow.countsOf(user);
            assertThat(counts.path("created").asInt()).isEqualTo(1);
            assertThat(counts.path("completed").asInt()).isEqualTo(1);
            assertThat(counts.path("notifications").asInt()).isEqualTo(3);
        });
        JsonNode before = flow.countsOf(user);

        shop.api("analytics").post("/projections/rebuild", "").ok();
        await().atMost(PATIENCE).until(() -> {
            assertThat(flow.countsOf(user)).isEqualTo(before);
            return !shop.api("analytics")
                    .get("/projections/rebuild")
                    .ok()
                    .path("state")
                    .asText()
                    .equals("running");
        });

        assertThat(flow.countsOf(user)).isEqualTo(before);
    }
}
