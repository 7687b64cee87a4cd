package io.eventtopology.services.analytics;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.eventtopology.patterns.consumer.DeliveryResult;
import io.eventtopology.patterns.consumer.EventConsumer;
import io.eventtopology.patterns.deadletter.DeadLetter;
import io.eventtopology.patterns.projection.ProjectionStore;
import io.eventtopology.services.testing.SidecarStandIn;
import io.eventtopology.services.testing.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service on a real PostgreSQL; the sidecar is a stand-in. */
@QuarkusTest
@QuarkusTestResource(
        value = Surroundings.class,
        initArgs =
                @ResourceArg(
                        name = "DEAD_LETTER_TOPICS",
                        value = "{\"todos.task.created\":\"todos.task.created.shop.analytics.dlq\"}"))
class AnalyticsServiceTest {
    private static final int THREADS = 4;
    private static final int FEW = 5;

    @Inject
    DataSource database;

    @Inject
    EventConsumer consumer;

    @Inject
    ProjectionStore store;

    SidecarStandIn sidecar;

    @BeforeEach
    void empty() throws SQLException {
        awaitIdle();
        execute("TRUNCATE inbox, delivery_attempts, event_log, projection, todo_state, user_counts, day_counts");
    }

    @Test
    void anEventThatCannotBeCountedIsADeadLetterAndNotInTheLog() {
        SentEvent poison =
                new SentEvent("/events/todo-created", "todos.task.created", "p", Instant.EPOCH, "{\"userId\":\"ann\"}");

        post(poison).then().statusCode(200).body("status", equalTo("SUCCESS"));

        assertThat(sidecar.published("p")).hasSize(1);
        assertThat(sidecar.published("p").getFirst().path("deadletterreason").asText())
                .isEqualTo(DeadLetter.POISON);
        assertThat(sidecar.published("p").getFirst().path("deadlettererror").asText())
                .contains("data.todoId of todos.task.created");
        get("/log").then().body("events", hasSize(0));
    }

    @Test
    void anEventThatComesTwiceCountsOnce() {
        SentEvent created = created("e1", "ann", "t1");

        post(created).then().body("status", equalTo("SUCCESS"));
        post(created).then().body("status", equalTo("SUCCESS"));

        get("/projections/users/ann").then().body("created", equalTo(1)).body("open", equalTo(1));
        get("/projections/types").then().body("types[0].events", equalTo(1));
        get("/log").then().body("events", hasSize(1));
    }

    @Test
    void anActionThatNobodyKnowsIsLoggedAndCountsByTypeAndDay() {
        post(new SentEvent(
                        "/events/todo-archived",
                        "todos.task.archived",
                        "e1",
                        Instant.parse("2026-11-24T23:59:59Z"),
                        "{\"anything\":1}"))
                .then()
                .body("status", equalTo("SUCCESS"));

        get("/projections/types").then().body("types.type", hasItems("todos.task.archived"));
        get("/projections/days?from=2026-11-24&to=2026-11-24")
                .then()
                .body("days[0].day", equalTo("2026-11-24"))
                .body("days[0].types.'todos.task.archived'", equalTo(1));
        get("/projections/users").then().body("users", hasSize(0));
    }

    @Test
    void everyOrderGivesTheSameProjectionAndSoDoesTheRebuild() throws Exception {
        List<SentEvent> history = History.of(20261124, "h", 6, 30);
        Map<String, List<String>> expected = null;
        for (int round = 0; round < 5; round++) {
            empty();
            List<SentEvent> shuffled = new ArrayList<>(history);
            // Some come twice.
            shuffled.addAll(history.subList(0, 20));
            Collections.shuffle(shuffled, new Random(round));
            assertThat(deliverAll(shuffled)).as("round %s", round).containsOnly(DeliveryResult.SUCCESS);
            Map<String, List<String>> projection = projection();
            if (expected == null) {
                expected = projection;
                assertThat(projection.get("user_counts")).hasSizeGreaterThanOrEqualTo(6);
            }
            assertThat(projection).as("round %s", round).isEqualTo(expected);

            rebuild();
            assertThat(projection()).as("rebuilt in round %s", round).isEqualTo(expected);
        }
        get("/projections/users?limit=200").then().body("users.userId.findAll{it.contains('stranger')}", hasSize(0));
    }

    @Test
    void rebuildGivesTheSameProjectionWhileQueriesGoOnAndEventsArrive() throws Exception {
        int size = Boolean.getBoolean("full") ? 10 : 1;
        // The same todos and users, so that the copy and events want the same rows.
        List<SentEvent> busy = History.of(1, "busy", 5, 150 * size);
        List<SentEvent> before = new ArrayList<>(History.of(2, "quiet", 1, 10));
        busy.stream().filter(AnalyticsServiceTest::isFirst).forEach(before::add);
        List<SentEvent> during =
                new ArrayList<>(busy.stream().filter(event -> !isFirst(event)).toList());
        Collections.shuffle(during, new Random(3));
        assertThat(deliverAll(before)).containsOnly(DeliveryResult.SUCCESS);
        long generation = generation();
        String userBefore = get("/projections/users/quiet-user-0").asString();
        AtomicBoolean over = new AtomicBoolean();
        Queries queries = new Queries(userBefore, over, new AtomicInteger());

        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> asked = threads.submit(queries::ask);
            Future<List<DeliveryResult>> delivered = threads.submit(() -> deliverAll(during));
            try {
                given().post("/projections/rebuild")
                        .then()
                        .statusCode(202)
                        .header("Location", containsString("/projections/rebuild"));
                given().post("/projections/rebuild").then().statusCode(202);
                awaitIdle();
                // A machine may rebuild faster than it answers.
                while (!asked.isDone() && queries.answered().get() <= FEW) {
                    rebuild();
                }

                assertThat(delivered.get())
                        .as("no event was in the rebuild's way, nor the other way round")
                        .containsOnly(DeliveryResult.SUCCESS);
            } finally {
                over.set(true);
            }
            asked.get();
            assertThat(queries.answered())
                    .as("queries that were answered meanwhile")
                    .hasValueGreaterThan(FEW);
        }

        assertThat(generation()).as("rebuilt").isGreaterThan(generation);
        Map<String, List<String>> projection = projection();
        rebuild();
        assertThat(projection()).as("with all events in the log").isEqualTo(projection);
        empty();
        List<SentEvent> all = new ArrayList<>(before);
        all.addAll(during);
        deliverAll(all);
        assertThat(projection()).as("without any rebuild").isEqualTo(projection);
    }

    @Test
    void aRebuildThatItsInstanceLeftIsFinishedByAnother() throws Exception {
        deliverAll(History.of(1, "h", 3, 20));
        Map<String, List<String>> projection = projection();

        assertThat(store.begin()).isTrue();
        get("/projections/rebuild").then().body("state", equalTo("running"));

        awaitIdle();
        assertThat(generation()).isEqualTo(1);
        assertThat(projection()).isEqualTo(projection);
    }

    @Test
    void usersAreListedPageByPage() {
        post(created("e1", "ann", "t1"));
        post(created("e2", "bob", "t2"));
        post(created("e3", "cid", "t3"));

        String next = get("/projections/users?limit=2")
                .then()
                .body("users.userId", equalTo(List.of("ann", "bob")))
                .extract()
                .path("next");
        get("/projections/users?limit=2&after=" + next)
                .then()
                .body("users.userId", equalTo(List.of("cid")))
                .body("next", nullValue());
    }

    @Test
    void theLogGivesEventsAsTheyWereStored() {
        post(created("e1", "ann", "t1"));
        post(new SentEvent(
                "/events/todo-deleted", "todos.task.deleted", "e2", Instant.EPOCH, "{\"todoId\":\"t1\",\"x\":[1,2]}"));

        get("/log?type=todos.task.deleted")
                .then()
                .body("events", hasSize(1))
                .body("events[0].event.id", equalTo("e2"))
                .body("events[0].event.data.x", equalTo(List.of(1, 2)));
        get("/log?subject=e1").then().body("events.event.type", equalTo(List.of("todos.task.created")));
        int next =
                get("/log?limit=1").then().body("events", hasSize(1)).extract().path("next");
        get("/log?limit=1&after=" + next).then().body("events[0].event.id", equalTo("e2"));
    }

    @Test
    void whatIsAskedForWronglyIsAProblem() {
        problem("/projections/users/nobody", 404, "nobody");
        problem("/projections/users?limit=0", 400, "limit");
        problem("/projections/users?limit=201", 400, "limit");
        problem("/log?limit=501", 400, "limit");
        problem("/log?after=-1", 400, "after");
        problem("/projections/days?from=yesterday", 400, "yesterday");
        problem("/projections/days?from=2026-11-24&to=2026-11-23", 400, "must not be after");
        problem("/projections/days?from=2020-01-01&to=2026-11-23", 400, "366");
    }

    @Test
    void theApiIsDocumented() {
        String document = get("/q/openapi").then().statusCode(200).extract().asString();

        assertThat(document)
                .contains(
                        "/projections/users/{userId}",
                        "/projections/days",
                        "/projections/rebuild",
                        "/log",
                        "TypeProjection")
                .doesNotContain("/events/");
    }

    /** Asks until it is over; each answer must hold what was there before, and never less than the one before it. */
    private record Queries(String userBefore, AtomicBoolean over, AtomicInteger answered) {
        void ask() {
            int most = 0;
            while (!over.get()) {
                assertThat(get("/projections/users/quiet-user-0").asString()).isEqualTo(userBefore);
                int events = get("/projections/types")
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("types.events.sum()");
                assertThat(events).isGreaterThanOrEqualTo(most);
                most = events;
                answered.incrementAndGet();
            }
        }
    }

    private static boolean isFirst(SentEvent event) {
        return event.type().equals("todos.task.created") || event.type().equals("users.account.registered");
    }

    private static SentEvent created(String id, String user, String todo) {
        return new SentEvent(
                "/events/todo-created",
                "todos.task.created",
                id,
                Instant.parse("2026-11-24T10:00:00Z"),
                "{\"userId\":\"" + user + "\",\"todoId\":\"" + todo + "\",\"title\":\"Milk\"}");
    }

    private static Response post(SentEvent event) {
        return given().contentType("application/cloudevents+json")
                .body(event.body())
                .post(event.route());
    }

    private static void problem(String path, int status, String what) {
        String problem = get(path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .extract()
                .asString();
        assertThat(problem).contains(what);
    }

    private List<DeliveryResult> deliverAll(List<SentEvent> events) throws InterruptedException {
        ConcurrentLinkedQueue<DeliveryResult> results = new ConcurrentLinkedQueue<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (SentEvent event : events) {
                threads.execute(() -> results.add(consumer.deliver(event.route(), event.body(), Map.of())));
            }
        }
        assertThat(results).hasSameSizeAs(events);
        return List.copyOf(results);
    }

    private void rebuild() {
        long generation = generation();
        given().post("/projections/rebuild").then().statusCode(202);
        awaitIdle();
        assertThat(generation()).isEqualTo(generation + 1);
    }

    private static void awaitIdle() {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> get("/projections/rebuild").path("state").equals("idle"));
    }

    private static long generation() {
        return ((Number) get("/projections/rebuild").path("generation")).longValue();
    }

    /** All rows of the live generation; others must go. */
    private Map<String, List<String>> projection() throws SQLException {
        SortedMap<String, List<String>> tables = new TreeMap<>();
        for (String table : List.of("todo_state", "user_counts", "day_counts")) {
            tables.put(
                    table,
                    rows("SELECT to_jsonb(t) - 'generation' FROM " + table + " t WHERE generation = " + generation()
                            + " ORDER BY 1"));
            await().untilAsserted(() -> assertThat(rows("SELECT DISTINCT generation FROM " + table))
                    .as("generations in %s", table)
                    .hasSizeLessThan(2));
        }
        return tables;
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
