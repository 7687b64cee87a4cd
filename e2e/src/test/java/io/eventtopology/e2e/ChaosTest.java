package io.eventtopology.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.localrun.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** Todos are created while everything around them is killed: none is lost, and each has its effect once. */
class ChaosTest {
    private static final boolean FULL = Boolean.getBoolean("full");
    private static final int TODOS = FULL ? 10_000 : 1_000;
    private static final int KILLS = FULL ? 50 : 20;
    private static final int USERS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(FULL ? 20 : 5);
    private static final List<String> VICTIMS = List.of("todo", "notify", "analytics");
    private static final List<String> TYPES = List.of("todos.task.created", "todos.task.completed");

    private final Random random = new Random(1815);

    @Test
    void every_committed_todo_is_notified_once_and_counted_once() throws InterruptedException {
        try (KafkaBroker broker = KafkaBroker.plain()) {
            PlannedExample example = PlannedExample.of("todo", topology -> topology, KafkaSetup.plain(broker));
            KafkaSetup.createTopics(broker, example);
            try (RunningExample shop = RunningExample.start(example, List.of(), Map.of())) {
                TodoFlow flow = new TodoFlow(shop);
                List<String> users = new ArrayList<>();
                for (int i = 0; i < USERS; i++) {
                    users.add(flow.register("user" + i));
                }
                Thread load = Thread.ofPlatform().start(() -> create(flow, users));
                kill(shop, broker);
                load.join();
                awaitTheEnd(shop, broker);
                check(shop, broker);
                ServiceFootprint.check(shop, List.of("todo", "user", "notify", "analytics"));
            }
        }
    }

    /** A request that meets a killed service fails; whether it was committed, the database knows. */
    private void create(TodoFlow flow, List<String> users) {
        int done = 0;
        for (int i = 0; done < TODOS; i++) {
            try {
                String todo = flow.create(users.get(i % USERS), "todo " + i);
                done++;
                if (i % 3 == 0) {
                    flow.complete(todo);
                }
            } catch (RuntimeException e) {
                pause(200);
            }
        }
    }

    private void kill(RunningExample shop, KafkaBroker broker) {
        for (int i = 1; i <= KILLS; i++) {
            String victim = VICTIMS.get(random.nextInt(VICTIMS.size()));
            shop.kill(victim, random.nextBoolean() ? Part.APP : Part.SIDECAR);
            pause(500 + random.nextInt(1500));
            if (i == KILLS / 3) {
                broker.kill();
                pause(1000);
                broker.start();
            } else if (i == 2 * KILLS / 3) {
                broker.stop();
                broker.start();
            }
        }
        shop.awaitReady();
    }

    private static void awaitTheEnd(RunningExample shop, KafkaBroker broker) {
        try {
            awaitTheEnd(shop);
        } catch (ConditionTimeoutException e) {
            throw new UnhandledEvents(shop.databases(), broker, "shop")
                    .failure(e, "todo", List.of("notify", "analytics"), TYPES);
        }
    }

    private static void awaitTheEnd(RunningExample shop) {
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            long events = number(shop, "todo", "SELECT sum(last) FROM outbox_sequence");
            assertThat(number(shop, "todo", "SELECT count(*) FROM outbox"))
                    .as("unpublished")
                    .isZero();
            assertThat(number(shop, "notify", "SELECT count(*) FROM message WHERE todo_id IS NOT NULL"))
                    .as("messages")
                    .isEqualTo(events);
            assertThat(number(shop, "analytics", "SELECT count(*) FROM event_log WHERE type LIKE 'todos.%'"))
                    .as("counted")
                    .isEqualTo(events);
        });
    }

    private static void check(RunningExample shop, KafkaBroker broker) {
        Databases databases = shop.databases();
        List<String> todos = databases.query("todo", "SELECT id::text FROM todo ORDER BY 1");
        assertThat(databases.query(
                        "notify", "SELECT todo_id FROM message WHERE event_type = 'todos.task.created' ORDER BY 1"))
                .as("each committed todo has one message")
                .isEqualTo(todos);
        assertThat(databases.number(
                        "analytics", "SELECT sum(created) FROM user_counts WHERE generation = " + live(databases)))
                .as("each committed todo is counted once")
                .isEqualTo(todos.size());
        TopicReader reader = new TopicReader(broker.adminProperties());
        List<TopicReader.Event> published = new ArrayList<>(reader.read("todos.task.created"));
        assertOrder(reader.read("todos.task.completed"));
        int letters = 0;
        for (String service : List.of("notify", "analytics")) {
            for (String type : TYPES) {
                letters += reader.read(type + ".shop." + service + ".dlq").size();
            }
        }
        System.out.printf(
                "Chaos: %d todos committed, %d events published, %d duplicates of them absorbed, %d dead letters, %d kills%n",
                todos.size(), published.size(), published.size() - todos.size(), letters, KILLS);
    }

    /** Within a type the events of one todo come in the order of their sequence; a duplicate repeats one. */
    private static void assertOrder(List<TopicReader.Event> events) {
        Map<String, Long> last = new HashMap<>();
        for (TopicReader.Event event : events) {
            JsonNode json = event.json();
            long sequence = json.path("sequence").asLong();
            Long before = last.put(json.path("subject").asText(), sequence);
            if (before != null) {
                assertThat(sequence).as("%s", json).isGreaterThanOrEqualTo(before);
            }
        }
    }

    private static long live(Databases databases) {
        List<String> live = databases.query("analytics", "SELECT live FROM projection");
        return live.isEmpty() ? 0 : Long.parseLong(live.getFirst());
    }

    private static long number(RunningExample shop, String service, String sql) {
        return shop.databases().number(service, sql);
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
