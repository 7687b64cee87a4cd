package io.eventtopology.services.notify;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.patterns.consumer.DeliveryResult;
import io.eventtopology.patterns.deadletter.DeadLetter;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.services.notify.message.MessageId;
import io.eventtopology.services.testing.SidecarStandIn;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole service on a real PostgreSQL, with a real webhook; the sidecar is a stand-in. */
@QuarkusTest
@QuarkusTestResource(
        value = WithReceiver.class,
        initArgs = {
            @ResourceArg(
                    name = "DEAD_LETTER_TOPICS",
                    value = "{\"todos.task.created\":\"created.dlq\",\"users.account.registered\":\"registered.dlq\"}"),
            @ResourceArg(name = "DELIVERY_ATTEMPTS", value = "{\"todos.task.created\":3}")
        })
class NotifyServiceTest {
    /** More than the pool has connections. */
    private static final int MANY = 24;

    @Inject
    DataSource database;

    @Inject
    NotifyHandler handler;

    SidecarStandIn sidecar;

    Receiver receiver;

    @AfterEach
    void nothingFails() {
        receiver.answerWith(200);
        receiver.holdUntil(new CountDownLatch(0));
        setFailure("{\"mode\":\"none\"}").then().statusCode(200);
    }

    @Test
    void anEventThatSaysNobodyToTellIsADeadLetterAtOnce() {
        String id = id();

        assertThat(deliver(todo(id, "{\"todoId\":\"t\"}"))).isEqualTo(DeliveryResult.SUCCESS);

        assertThat(sidecar.published(id)).hasSize(1);
        JsonNode letter = sidecar.published(id).getFirst();
        assertThat(letter.path("deadletterreason").asText()).isEqualTo(DeadLetter.POISON);
        assertThat(letter.path("deadlettererror").asText()).contains("data.userId of todos.task.created");
        assertThat(receiver.postsAbout(id)).isEmpty();
        get("/messages?eventId=" + id).then().body("messages", hasSize(0));
    }

    @Test
    void theSwitchMakesAttemptsFailUntilItsTimesAreOver() {
        String id = id();
        setFailure("{\"mode\":\"retryable\",\"times\":2}")
                .then()
                .statusCode(200)
                .body("mode", equalTo("retryable"))
                .body("times", equalTo(2));

        assertThat(deliver(todo(id))).isEqualTo(DeliveryResult.RETRY);
        get("/failure").then().body("times", equalTo(1));
        assertThat(deliver(todo(id))).isEqualTo(DeliveryResult.RETRY);
        get("/failure").then().body("times", equalTo(0));
        assertThat(receiver.postsAbout(id)).isEmpty();
        assertThat(deliver(todo(id))).isEqualTo(DeliveryResult.SUCCESS);

        assertThat(receiver.postsAbout(id)).hasSize(1);
        List<String> times = get("/attempts?eventId=" + id)
                .then()
                .body("attempts", hasSize(3))
                .body("attempts.eventType", everyItem(equalTo("todos.task.created")))
                .extract()
                .path("attempts.at");
        assertThat(times.stream().map(Instant::parse).toList()).isSorted();
    }

    @Test
    void whenNoAttemptSucceedsTheDeadLetterSaysWhy() {
        String id = id();
        setFailure("{\"mode\":\"retryable\"}");

        assertThat(List.of(deliver(todo(id)), deliver(todo(id)), deliver(todo(id))))
                .containsExactly(DeliveryResult.RETRY, DeliveryResult.RETRY, DeliveryResult.SUCCESS);

        JsonNode letter = sidecar.published(id).getFirst();
        assertThat(letter.path("deadletterreason").asText()).isEqualTo(DeadLetter.ATTEMPTS_EXHAUSTED);
        assertThat(letter.path("deadletterattempts").asInt()).isEqualTo(3);
        assertThat(letter.path("deadlettererror").asText()).contains("PUT /failure");
        get("/messages?eventId=" + id).then().body("messages", hasSize(0));

        setFailure("{\"mode\":\"none\"}");
        assertThat(deliver(todo(id))).as("sent back after it was mended").isEqualTo(DeliveryResult.SUCCESS);
        get("/messages?eventId=" + id).then().body("messages", hasSize(1));
    }

    @Test
    void theSwitchPoisonsOnlyTheTypeItNames() {
        String registered = id();
        String created = id();
        setFailure("{\"mode\":\"poison\",\"eventType\":\"users.account.registered\"}");

        assertThat(deliver(user(registered))).isEqualTo(DeliveryResult.SUCCESS);
        assertThat(deliver(todo(created))).isEqualTo(DeliveryResult.SUCCESS);

        assertThat(sidecar.published(registered)
                        .getFirst()
                        .path("deadletterreason")
                        .asText())
                .isEqualTo(DeadLetter.POISON);
        get("/messages?eventId=" + registered).then().body("messages", hasSize(0));
        get("/messages?eventId=" + created).then().body("messages", hasSize(1));
    }

    @Test
    void aReceiverThatIsAwayIsTriedAgainAndOneThatRefusesIsNot() {
        String away = id();
        String refused = id();

        receiver.answerWith(503);
        assertThat(deliver(todo(away))).isEqualTo(DeliveryResult.RETRY);
        receiver.answerWith(422);
        assertThat(deliver(todo(refused))).isEqualTo(DeliveryResult.SUCCESS);
        receiver.answerWith(200);
        assertThat(deliver(todo(away))).isEqualTo(DeliveryResult.SUCCESS);

        assertThat(sidecar.published(refused).getFirst().path("deadlettererror").asText())
                .contains("422");
        get("/messages?eventId=" + refused).then().body("messages", hasSize(0));
        get("/messages?eventId=" + away).then().body("messages", hasSize(1));
    }

    @Test
    void anEventThatComesTwiceIsSentOnceAndTellsOnce() {
        String id = id();

        assertThat(deliver(todo(id))).isEqualTo(DeliveryResult.SUCCESS);
        assertThat(deliver(todo(id))).isEqualTo(DeliveryResult.SUCCESS);

        assertThat(receiver.postsAbout(id)).hasSize(1);
        get("/messages?eventId=" + id).then().body("messages", hasSize(1));
        get("/attempts?eventId=" + id).then().body("attempts", hasSize(1));
        String messageId = messageId(id);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !sidecar.published(messageId).isEmpty());
        assertThat(sidecar.published(messageId)).hasSize(1);
        JsonNode sent = sidecar.published(messageId).getFirst();
        assertThat(sent.path("type").asText()).isEqualTo("notifications.message.sent");
        assertThat(sent.path("source").asText()).isEqualTo("/notifications/api");
        assertThat(sent.path("data").toString())
                .isEqualTo(
                        "{\"messageId\":\"" + messageId + "\",\"userId\":\"ann\",\"channel\":\"webhook\",\"eventId\":\""
                                + id + "\",\"eventType\":\"todos.task.created\",\"todoId\":\"t-" + id + "\"}");
    }

    @Test
    void aServiceThatDiesAfterItSentSendsAgainWithTheSameIdAndRecordsOnce() throws Exception {
        String id = id();
        // All that happens before the commit; then the process is gone.
        handler.before(EventJson.read(todo(id).body().getBytes(StandardCharsets.UTF_8)));
        get("/messages?eventId=" + id).then().body("messages", hasSize(0));

        assertThat(deliver(todo(id))).isEqualTo(DeliveryResult.SUCCESS);

        assertThat(receiver.postsAbout(id).stream().map(Receiver.Post::key))
                .containsExactly(messageId(id), messageId(id));
        get("/messages?eventId=" + id).then().body("messages", hasSize(1));
    }

    @Test
    void deliveriesOfOneEventAtOnceRecordOnce() throws Exception {
        String id = id();
        List<Future<DeliveryResult>> results = new ArrayList<>();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                results.add(threads.submit(() -> deliver(todo(id))));
            }
        }

        for (Future<DeliveryResult> result : results) {
            assertThat(result.get()).isEqualTo(DeliveryResult.SUCCESS);
        }
        get("/messages?eventId=" + id).then().body("messages", hasSize(1));
        assertThat(receiver.postsAbout(id).stream().map(Receiver.Post::key)).containsOnly(messageId(id));
    }

    @Test
    void aSlowReceiverHoldsNoTransactionAndNoConnection() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        receiver.holdUntil(answered);
        List<String> ids = new ArrayList<>();
        List<Future<DeliveryResult>> results = new ArrayList<>();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < MANY; i++) {
                String id = id();
                ids.add(id);
                results.add(threads.submit(() -> deliver(todo(id))));
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            ids.stream().noneMatch(id -> receiver.postsAbout(id).isEmpty()));
            try {
                assertThat(openTransactions()).isZero();
                get("/messages?limit=1").then().statusCode(200);
            } finally {
                answered.countDown();
            }
        }

        for (Future<DeliveryResult> result : results) {
            assertThat(result.get()).isEqualTo(DeliveryResult.SUCCESS);
        }
    }

    @Test
    void recordsAreFoundByUserTodoAndEvent() {
        String first = id();
        String second = id();
        deliver(new Delivery(
                "/events/todo-created",
                event(first, "todos.task.created", "{\"userId\":\"u-" + first + "\",\"todoId\":\"x\"}")));
        deliver(new Delivery(
                "/events/todo-completed",
                event(
                        second,
                        "todos.task.completed",
                        "{\"userId\":\"u-" + first + "\",\"todoId\":\"y-" + second + "\"}")));

        get("/messages?userId=u-" + first)
                .then()
                .body("messages.eventId", equalTo(List.of(second, first)))
                .body("messages[0].text", equalTo("Todo completed"));
        get("/messages?limit=1&userId=u-" + first).then().body("messages.eventId", equalTo(List.of(second)));
        get("/messages?todoId=y-" + second).then().body("messages.eventId", equalTo(List.of(second)));
        get("/messages/" + messageId(second))
                .then()
                .statusCode(200)
                .body("messageId", equalTo(messageId(second)))
                .body("channel", equalTo("webhook"));
        assertThat(deliver(user(first + "-u"))).isEqualTo(DeliveryResult.SUCCESS);
        get("/messages?eventId=" + first + "-u").then().body("messages[0].todoId", nullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"mode\":\"sometimes\"}",
                "{\"mode\":\"poison\",\"times\":0}",
                "{\"mode\":\"poison\",\"eventType\":\"\"}"
            })
    void aSwitchThatMakesNoSenseIsAProblem(String body) {
        setFailure(body).then().statusCode(400).contentType("application/problem+json");
        get("/failure").then().body("mode", equalTo("none"));
    }

    @Test
    void whatIsAskedForWronglyIsAProblem() {
        problem("/messages/" + UUID.randomUUID(), 404, "was sent");
        problem("/messages?limit=0", 400, "limit");
        problem("/messages?limit=501", 400, "limit");
        problem("/attempts", 400, "eventId");
    }

    @Test
    void theApiIsDocumented() {
        assertThat(get("/q/openapi").then().statusCode(200).extract().asString())
                .contains("/messages/{id}", "/failure", "/attempts", "NOTIFY_FAILURE_SWITCH")
                .doesNotContain("/events/");
    }

    private record Delivery(String route, String body) {}

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static String messageId(String eventId) {
        return MessageId.of("/shop/api", eventId).toString();
    }

    private static Delivery todo(String id) {
        return todo(id, "{\"userId\":\"ann\",\"todoId\":\"t-" + id + "\",\"title\":\"Milk\"}");
    }

    private static Delivery todo(String id, String data) {
        return new Delivery("/events/todo-created", event(id, "todos.task.created", data));
    }

    private static Delivery user(String id) {
        return new Delivery(
                "/events/user-registered",
                event(id, "users.account.registered", "{\"userId\":\"ann\",\"name\":\"Ann\"}"));
    }

    /** What daprd posts. The subject is the id, so that the stand-in of the sidecar finds dead letters by it. */
    private static String event(String id, String type, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/shop/api\",\"type\":\"" + type
                + "\",\"subject\":\"" + id
                + "\",\"time\":\"2026-11-24T10:00:00Z\",\"datacontenttype\":\"application/json\","
                + "\"data\":" + data + "}";
    }

    private static DeliveryResult deliver(Delivery delivery) {
        return DeliveryResult.valueOf(given().contentType("application/cloudevents+json")
                .body(delivery.body())
                .post(delivery.route())
                .then()
                .statusCode(200)
                .extract()
                .path("status"));
    }

    private static Response setFailure(String body) {
        return given().contentType(ContentType.JSON).body(body).put("/failure");
    }

    private static void problem(String path, int status, String what) {
        assertThat(get(path)
                        .then()
                        .statusCode(status)
                        .contentType("application/problem+json")
                        .extract()
                        .asString())
                .contains(what);
    }

    /** Of the service; the relay, which waits for events, keeps connections without one. */
    private int openTransactions() throws Exception {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")) {
            row.next();
            return row.getInt(1);
        }
    }
}
