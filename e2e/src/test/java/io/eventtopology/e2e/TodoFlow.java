package io.eventtopology.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.tools.kafka.KafkaBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;

/** What a person does with the todo example. */
public final class TodoFlow {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Function<String, Api> apis;
    private final ToLongBiFunction<String, String> database;

    TodoFlow(RunningExample shop) {
        this(shop::api, (service, sql) -> shop.databases().number(service, sql));
    }

    /**
     * A flow through services somewhere.
     *
     * @param apis a service's API by its name
     * @param database the one number that a query in a service's database gives
     */
    public TodoFlow(Function<String, Api> apis, ToLongBiFunction<String, String> database) {
        this.apis = apis;
        this.database = database;
    }

    /** Registers a user; gives the id. */
    public String register(String name) {
        String email = name.toLowerCase(java.util.Locale.ROOT) + System.nanoTime() + "@example.org";
        return apis.apply("user")
                .post("/users", "{\"name\":\"" + name + "\",\"email\":\"" + email + "\"}")
                .ok()
                .path("userId")
                .asText();
    }

    /** Creates a todo; gives the id. */
    public String create(String user, String title) {
        return apis.apply("todo")
                .post("/todos", "{\"userId\":\"" + user + "\",\"title\":\"" + title + "\"}")
                .ok()
                .path("todoId")
                .asText();
    }

    /** Completes a todo. */
    public void complete(String todo) {
        apis.apply("todo").post("/todos/" + todo + "/complete", "").ok();
    }

    /** Waits until notify has recorded so many messages about a todo. */
    public void awaitMessages(String todo, int count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(messages(todo)).hasSize(count));
    }

    /** The messages that notify has recorded about a todo. */
    public JsonNode messages(String todo) {
        return apis.apply("notify").get("/messages?todoId=" + todo).ok().path("messages");
    }

    /** What analytics has counted for a user. */
    public JsonNode countsOf(String user) {
        return apis.apply("analytics").get("/projections/users/" + user).ok();
    }

    /** Waits until analytics has counted so many todos of a user. */
    public void awaitCounts(String user, int created, int completed) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(countsOf(user).path("created").asInt()).isEqualTo(created);
            assertThat(countsOf(user).path("completed").asInt()).isEqualTo(completed);
        });
    }

    /** Waits until notify has handled what was published before, so that a failure that is switched on meets only what comes. */
    public void awaitQuiet() {
        await().atMost(PATIENCE)
                .until(() -> database.applyAsLong("todo", "SELECT count(*) FROM outbox") == 0
                        && database.applyAsLong("user", "SELECT count(*) FROM outbox") == 0);
    }

    /** Waits for the dead letter of notify about a todo. */
    JsonNode awaitDeadLetter(KafkaBroker broker, String todo) {
        TopicReader reader = new TopicReader(broker.adminProperties());
        return await().atMost(PATIENCE)
                .until(
                        () -> reader.read("todos.task.created.shop.notify.dlq").stream()
                                .map(TopicReader.Event::json)
                                .filter(letter ->
                                        letter.at("/data/todoId").asText().equals(todo))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** When notify tried to handle an event. */
    public List<Instant> attempts(String event) {
        List<Instant> times = new ArrayList<>();
        apis.apply("notify")
                .get("/attempts?eventId=" + event)
                .ok()
                .path("attempts")
                .forEach(attempt -> times.add(Instant.parse(attempt.path("at").asText())));
        return times.stream().sorted().toList();
    }

    /**
     * The flow that holds on every broker: a todo is notified and counted, a failing event is tried again, a poisoned one becomes a dead
     * letter, and the next one flows.
     *
     * @param deadLetter looks for the dead letter of notify about a todo on the broker
     */
    public void accept(Function<String, Optional<JsonNode>> deadLetter) {
        String user = register("Ada");
        String todo = create(user, "Buy groceries");
        complete(todo);
        awaitMessages(todo, 2);
        awaitCounts(user, 1, 1);

        awaitQuiet();
        fail("retryable", 2);
        String retried = create(user, "Succeeds at the third attempt");
        awaitMessages(retried, 1);

        fail("poison", 1);
        String poison = create(user, "Poison");
        JsonNode letter = await().atMost(PATIENCE)
                .until(() -> deadLetter.apply(poison), Optional::isPresent)
                .orElseThrow();
        assertThat(letter.path("type").asText()).isEqualTo("todos.task.created");
        assertThat(letter.path("deadletterreason").asText()).isEqualTo("poison");

        String next = create(user, "Flows");
        awaitMessages(next, 1);
        assertThat(messages(poison)).isEmpty();
        assertThat(messages(retried)).hasSize(1);
    }

    private void fail(String mode, int times) {
        apis.apply("notify")
                .put(
                        "/failure",
                        "{\"mode\":\"%s\",\"eventType\":\"todos.task.created\",\"times\":%d}".formatted(mode, times))
                .ok();
    }
}
