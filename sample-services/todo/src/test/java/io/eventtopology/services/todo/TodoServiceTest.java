package io.eventtopology.services.todo;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.services.testing.SidecarStandIn;
import io.eventtopology.services.testing.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The whole service on a real PostgreSQL; the sidecar is a stand-in, because the User service must fail on demand. The circuit breaker's
 * delay is 1 s here instead of 10 s, and unverified users are asked about every 300 ms.
 */
@QuarkusTest
@QuarkusTestResource(
        value = Surroundings.class,
        initArgs = {
            @ResourceArg(name = "todo.user-recheck-interval", value = "300MS"),
            @ResourceArg(
                    name = "io.eventtopology.services.todo.user.UserDirectory/check/CircuitBreaker/delay",
                    value = "1"),
            @ResourceArg(name = "io.eventtopology.services.todo.user.UserDirectory/check/Timeout/value", value = "2"),
        })
class TodoServiceTest {
    private static final String PROBLEM = "application/problem+json";
    private static final String KNOWN = "ada";
    private static final int BULKHEAD = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    SidecarStandIn sidecar;

    @BeforeEach
    void theUserServiceAnswers() {
        sidecar.answerInvocations(TodoServiceTest::known);
    }

    /** What a test opened must not disturb the next one. */
    @AfterEach
    void theCircuitIsClosed() {
        sidecar.answerInvocations(TodoServiceTest::known);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> IntStream.range(0, 3)
                        .allMatch(i -> create(KNOWN, "closing").jsonPath().getBoolean("userVerified")));
    }

    @Test
    void aTodoIsCreatedCompletedAndDeletedAndEachIsToldOnceInOrder() {
        Response created = create(KNOWN, "Buy groceries");
        assertThat(created.statusCode()).isEqualTo(201);
        String id = created.jsonPath().getString("todoId");
        assertThat(created.header("Location")).endsWith("/todos/" + id);
        assertThat(created.jsonPath().getBoolean("userVerified")).isTrue();
        assertThat(created.jsonPath().getBoolean("completed")).isFalse();

        Response completed = given().post("/todos/" + id + "/complete");
        assertThat(completed.statusCode()).isEqualTo(200);
        assertThat(completed.jsonPath().getBoolean("completed")).isTrue();
        Response again = given().post("/todos/" + id + "/complete");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.jsonPath().getString("completedAt"))
                .isEqualTo(completed.jsonPath().getString("completedAt"));

        assertThat(given().delete("/todos/" + id).statusCode()).isEqualTo(204);
        assertThat(given().delete("/todos/" + id).statusCode()).isEqualTo(404);
        assertThat(given().get("/todos/" + id).statusCode()).isEqualTo(404);
        assertThat(given().post("/todos/" + id + "/complete").statusCode()).isEqualTo(404);

        await().atMost(PATIENCE).until(() -> sidecar.published(id).size() >= 3);
        List<JsonNode> events = sidecar.published(id);
        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .containsExactly("todos.task.created", "todos.task.completed", "todos.task.deleted");
        assertThat(events).extracting(event -> event.path("sequence").asText()).containsExactly("1", "2", "3");
        assertThat(events).extracting(event -> event.path("source").asText()).containsOnly("/todos/api");
        assertThat(events.getFirst().path("data").toString())
                .isEqualTo("{\"todoId\":\"" + id + "\",\"userId\":\"ada\",\"title\":\"Buy groceries\"}");
        assertThat(events.getLast().path("data").toString())
                .isEqualTo("{\"todoId\":\"" + id + "\",\"userId\":\"ada\"}");
        assertThat(sidecar.invoked()).contains("user/method/users/ada");
    }

    @Test
    void aTodoOfAUserWhoDoesNotExistIsRefused() {
        Response refused = create("nobody", "Nothing");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.contentType()).startsWith(PROBLEM);
        assertThat(refused.jsonPath().getString("title")).isEqualTo("Unprocessable Content");
        assertThat(refused.jsonPath().getString("detail")).contains("no user with the id nobody");
        assertThat(given().get("/todos?userId=nobody").jsonPath().getList("todos"))
                .isEmpty();
    }

    @Test
    void invalidTodosAreRefusedFieldByField() {
        Response refused = create("", "");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.contentType()).startsWith(PROBLEM);
        assertThat(refused.jsonPath().getList("errors.field", String.class)).containsExactly("title", "userId");
        assertThat(create("../admin", "x").statusCode()).isEqualTo(400);
        assertThat(create(KNOWN, "x".repeat(501)).statusCode()).isEqualTo(400);
        assertThat(given().contentType(ContentType.JSON)
                        .body("[]")
                        .post("/todos")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void todosAreListedByUserAndPageByPage() {
        String user = "known-" + UUID.randomUUID();
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            created.add(create(user, "Page " + i).jsonPath().getString("todoId"));
        }
        create(KNOWN, "somebody else's");

        List<String> listed = new ArrayList<>();
        String after = "";
        do {
            JsonPath page = given().get("/todos?limit=2&userId=" + user + after).jsonPath();
            assertThat(page.getList("todos")).hasSizeLessThanOrEqualTo(2);
            listed.addAll(page.getList("todos.todoId", String.class));
            String next = page.getString("next");
            after = next == null ? "" : "&after=" + next;
        } while (!after.isEmpty());

        assertThat(listed).isEqualTo(created);
        assertThat(given().get("/todos?limit=201").statusCode()).isEqualTo(400);
    }

    @Test
    void whileTheUserServiceIsAwayTodosAreCreatedUnverifiedAndVerifiedLater() {
        String user = "known-" + UUID.randomUUID();
        double defaults = metric("ft_invocations_total", "fallback=\"applied\"");
        sidecar.answerInvocations(path -> 500);

        Response created = create(user, "All the same");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.jsonPath().getBoolean("userVerified")).isFalse();
        String id = created.jsonPath().getString("todoId");
        await().atMost(PATIENCE).until(() -> !sidecar.published(id).isEmpty());
        assertThat(metric("ft_invocations_total", "fallback=\"applied\"")).isGreaterThan(defaults);
        assertThat(metric("todo_user_checks_total", "outcome=\"pending\"")).isPositive();
        await().atMost(PATIENCE).until(() -> metric("todo_unverified_todos", "") >= 1);

        sidecar.answerInvocations(TodoServiceTest::known);

        await().atMost(PATIENCE)
                .until(() -> given().get("/todos/" + id).jsonPath().getBoolean("userVerified"));
    }

    @Test
    void aTodoOfAUserWhoTurnsOutNotToExistStaysUnverified() {
        sidecar.answerInvocations(path -> 503);
        String user = "ghost-" + UUID.randomUUID();
        String id = create(user, "For nobody").jsonPath().getString("todoId");

        sidecar.answerInvocations(TodoServiceTest::known);

        await().atMost(PATIENCE).until(() -> metric("todo_user_checks_total", "outcome=\"unknown\"") >= 1);
        await().atMost(PATIENCE).until(() -> metric("todo_unverified_todos", "") == 0);
        assertThat(given().get("/todos/" + id).jsonPath().getBoolean("userVerified"))
                .isFalse();
    }

    @Test
    void theCircuitOpensHalfOpensAndCloses() {
        sidecar.answerInvocations(path -> 500);
        double opened = metric("ft_circuitbreaker_opened_total", "");
        double letThrough = letThrough();
        int asked = sidecar.invoked().size();
        for (int i = 0; i < 20; i++) {
            assertThat(create(KNOWN, "failing " + i).statusCode()).isEqualTo(201);
        }
        assertThat(metric("ft_circuitbreaker_opened_total", "")).isGreaterThan(opened);
        assertThat(metric("ft_circuitbreaker_calls_total", "circuitBreakerOpen"))
                .isPositive();
        // What it does not let through does not reach the User service.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(letThrough() - letThrough)
                        .isEqualTo(sidecar.invoked().size() - asked));

        // Half-open: after the delay one question goes through, fails, and opens it again.
        double openedBefore = metric("ft_circuitbreaker_opened_total", "");
        await().atMost(PATIENCE).until(() -> metric("ft_circuitbreaker_opened_total", "") > openedBefore);
        await().atMost(PATIENCE).until(() -> metric("ft_circuitbreaker_state_total_seconds", "state=\"halfOpen\"") > 0);

        // Half-open again: good answers close it.
        sidecar.answerInvocations(TodoServiceTest::known);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> create(KNOWN, "trying").jsonPath().getBoolean("userVerified"));
        double successes = metric("ft_circuitbreaker_calls_total", "circuitBreakerResult=\"success\"");
        create(KNOWN, "closed");
        assertThat(metric("ft_circuitbreaker_calls_total", "circuitBreakerResult=\"success\""))
                .isGreaterThan(successes);
    }

    @Test
    void theBulkheadRefusesWhatIsBeyondItsLimit() throws Exception {
        CountDownLatch arrived = new CountDownLatch(BULKHEAD);
        CountDownLatch go = new CountDownLatch(1);
        sidecar.answerInvocations(path -> {
            arrived.countDown();
            go.await();
            return known(path);
        });
        double rejected = metric("ft_bulkhead_calls_total", "bulkheadResult=\"rejected\"");
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Response>> slow = new ArrayList<>();
            for (int i = 0; i < BULKHEAD; i++) {
                slow.add(CompletableFuture.supplyAsync(() -> create(KNOWN, "slow"), callers));
            }
            arrived.await();

            Response beyond = create(KNOWN, "beyond the limit");

            assertThat(beyond.statusCode()).isEqualTo(201);
            assertThat(beyond.jsonPath().getBoolean("userVerified")).isFalse();
            assertThat(metric("ft_bulkhead_calls_total", "bulkheadResult=\"rejected\""))
                    .isGreaterThan(rejected);
            go.countDown();
            for (CompletableFuture<Response> response : slow) {
                assertThat(response.get().jsonPath().getBoolean("userVerified")).isTrue();
            }
        }
    }

    @Test
    void aUserServiceThatDoesNotAnswerIsNotWaitedForLongerThanTheTimeout() {
        double timedOut = metric("ft_timeout_calls_total", "timedOut=\"true\"");
        sidecar.answerInvocations(path -> {
            Thread.sleep(Duration.ofSeconds(6));
            return 200;
        });
        long start = System.nanoTime();

        Response created = create(KNOWN, "no answer");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(created.jsonPath().getBoolean("userVerified")).isFalse();
        assertThat(metric("ft_timeout_calls_total", "timedOut=\"true\"")).isGreaterThan(timedOut);
    }

    @Test
    void healthMetricsAndDocumentationAreThere() {
        for (String probe : List.of("live", "ready", "started")) {
            given().get("/q/health/" + probe).then().statusCode(200);
        }
        assertThat(given().get("/q/openapi").asString()).contains("/todos/{id}/complete", "Todo service");
        assertThat(given().get("/q/metrics").asString()).contains("outbox_pending_events", "todo_unverified_todos");
    }

    /** Questions that the circuit breaker let through, whatever came of them. */
    private static double letThrough() {
        return metric("ft_circuitbreaker_calls_total", "circuitBreakerResult=\"success\"")
                + metric("ft_circuitbreaker_calls_total", "circuitBreakerResult=\"failure\"");
    }

    /** The User service of these tests knows {@code ada} and everybody whose id begins with {@code known}. */
    private static int known(String path) {
        String id = path.substring(path.lastIndexOf('/') + 1);
        return id.equals(KNOWN) || id.startsWith("known") ? 200 : 404;
    }

    /** Sum of the values of a metric's series whose labels contain a text. */
    private static double metric(String name, String labels) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(labels))
                .mapToDouble(TodoServiceTest::value)
                .sum();
    }

    /** What follows the labels, before an exemplar. */
    private static double value(String line) {
        String rest =
                line.contains("}") ? line.substring(line.indexOf('}') + 2) : line.substring(line.indexOf(' ') + 1);
        return Double.parseDouble(rest.split(" ", -1)[0]);
    }

    private static Response create(String userId, String title) {
        return given().contentType(ContentType.JSON)
                .body("{\"userId\":\"" + userId + "\",\"title\":\"" + title + "\"}")
                .post("/todos");
    }
}
