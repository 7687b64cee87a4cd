package io.eventtopology.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.localrun.Part;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** Apps end and start again while their sidecars live on and hold events: every subscription goes on. */
class AppRestartTest {
    private static final int RESTARTS = 2;
    private static final int SECONDS_DOWN = 6;
    private static final Duration BETWEEN_TODOS = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Map<String, String> RECORDS = Map.of(
            "notify", "SELECT count(*) FROM message WHERE todo_id = '%s'",
            "analytics", "SELECT count(*) FROM event_log WHERE subject = '%s' AND type LIKE 'todos.%%'");

    /**
     * With {@code dapr.io/enable-app-health-check} on Kafka, a sidecar falls silent for one of its topics at the first or second restart, for
     * good: hundreds of events stay in the topic, and the group's offset stands still.
     */
    @Test
    void restarted_apps_get_events_of_all_their_subscriptions() throws InterruptedException {
        try (KafkaBroker broker = KafkaBroker.plain()) {
            PlannedExample example = PlannedExample.of("todo", topology -> topology, KafkaSetup.plain(broker));
            KafkaSetup.createTopics(broker, example);
            try (RunningExample shop = RunningExample.start(example, List.of(), Map.of())) {
                TodoFlow flow = new TodoFlow(shop);
                String user = flow.register("ada");
                AtomicBoolean over = new AtomicBoolean();
                Thread load = Thread.ofPlatform().start(() -> {
                    while (!over.get()) {
                        createAndComplete(flow, user);
                        // Without a pause the load takes all processor time from those who should handle it.
                        pause(BETWEEN_TODOS);
                    }
                });
                try {
                    for (int restart = 1; restart <= RESTARTS; restart++) {
                        keepDown(shop);
                        awaitHandled(shop, broker, createAndComplete(flow, user));
                    }
                } finally {
                    over.set(true);
                    load.join();
                }
            }
        }
    }

    /** For longer than a health check would take to notice. */
    private static void keepDown(RunningExample shop) throws InterruptedException {
        for (int second = 0; second < SECONDS_DOWN; second++) {
            RECORDS.keySet().forEach(service -> shop.kill(service, Part.APP));
            Thread.sleep(1000);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String createAndComplete(TodoFlow flow, String user) {
        String todo = flow.create(user, "survive a restart");
        flow.complete(todo);
        return todo;
    }

    private static void awaitHandled(RunningExample shop, KafkaBroker broker, String todo) {
        try {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> RECORDS.forEach(
                            (service, records) -> assertThat(shop.databases().number(service, records.formatted(todo)))
                                    .as(service)
                                    .isEqualTo(2)));
        } catch (ConditionTimeoutException e) {
            throw new UnhandledEvents(shop.databases(), broker, "shop")
                    .failure(e, "todo", RECORDS.keySet(), List.of("todos.task.created", "todos.task.completed"));
        }
    }
}
