package io.eventtopology.e2e;

import static org.awaitility.Awaitility.await;

import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.localrun.Part;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** An app ends and starts again while its sidecar lives on and holds events: every subscription goes on. */
class AppRestartTest {
    private static final int RESTARTS = 4;
    private static final int SECONDS_DOWN = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /**
     * With {@code dapr.io/enable-app-health-check} on Kafka, the sidecar falls silent for one of the topics at the second restart, for good:
     * hundreds of events of todos.task.completed stay in the topic, and the group's offset stands still.
     */
    @Test
    void a_restarted_app_gets_events_of_all_its_subscriptions() throws InterruptedException {
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
                    }
                });
                try {
                    for (int restart = 1; restart <= RESTARTS; restart++) {
                        keepDown(shop);
                        awaitMessages(shop, broker, createAndComplete(flow, user));
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
            shop.kill("notify", Part.APP);
            Thread.sleep(1000);
        }
    }

    private static String createAndComplete(TodoFlow flow, String user) {
        String todo = flow.create(user, "survive a restart");
        flow.complete(todo);
        return todo;
    }

    private static void awaitMessages(RunningExample shop, KafkaBroker broker, String todo) {
        TodoFlow flow = new TodoFlow(shop);
        try {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> flow.messages(todo).size() == 2);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    new UnhandledEvents(shop.databases(), broker, "shop")
                            .report("todo", "notify", List.of("todos.task.created", "todos.task.completed")),
                    e);
        }
    }
}
