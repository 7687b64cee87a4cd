package io.eventtopology.patterns.quarkus;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.services.testing.SidecarStandIn;
import io.eventtopology.services.testing.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What the library does in a Quarkus application: on a real PostgreSQL; the sidecar is a stand-in. */
@QuarkusTest
@QuarkusTestResource(
        value = Surroundings.class,
        initArgs = {
            @ResourceArg(name = "APP_ID", value = "tester"),
            @ResourceArg(name = "PUBSUB_NAME", value = "topology-tester"),
            @ResourceArg(name = "EVENTS_PROGRAMMATIC_SUBSCRIPTIONS", value = "true"),
            @ResourceArg(
                    name = "DEAD_LETTER_TOPICS",
                    value = "{\"tests.question.garbled\":\"tests.question.garbled.dlq\"}"),
            @ResourceArg(name = "quarkus.datasource.jdbc.acquisition-timeout", value = "1S"),
        })
class ServiceWiringTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    SidecarStandIn sidecar;

    @Inject
    RecordingHandlers handlers;

    @Inject
    DataSource database;

    @Test
    void anEventHasItsEffectOnceAndItsAnswerIsPublished() {
        String id = UUID.randomUUID().toString();
        double duplicates = metric("event_duplicates_total", "question-asked");
        String event = event(id, "tests.question.asked", "{\"reply\":true}");

        assertThat(deliver("question-asked", event)).isEqualTo("SUCCESS");
        assertThat(deliver("question-asked", event)).isEqualTo("SUCCESS");

        assertThat(handled(id)).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> !sidecar.published(id).isEmpty());
        assertThat(sidecar.published(id)).hasSize(1);
        assertThat(metric("event_duplicates_total", "question-asked")).isEqualTo(duplicates + 1);
        assertThat(metric("event_deliveries_seconds_count", "result=\"success\""))
                .isPositive();
        assertThat(handlers.threads).noneMatch(name -> name.contains("eventloop"));
    }

    @Test
    void aBulkDeliveryIsAnsweredEventByEvent() {
        String first = UUID.randomUUID().toString();
        String second = UUID.randomUUID().toString();
        String body = "{\"id\":\"bulk\",\"entries\":["
                + "{\"entryId\":\"1\",\"event\":" + event(first, "tests.question.asked", "{}") + ",\"metadata\":{}},"
                + "{\"entryId\":\"2\",\"event\":" + event(second, "tests.question.asked", "{}") + ",\"metadata\":{}}]}";

        Response answer = given().contentType("application/json").body(body).post("/events/question-asked");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.jsonPath().getList("statuses.entryId", String.class)).containsExactly("1", "2");
        assertThat(answer.jsonPath().getList("statuses.status", String.class)).containsOnly("SUCCESS");
        assertThat(handled(first)).isEqualTo(1);
        assertThat(handled(second)).isEqualTo(1);
    }

    @Test
    void anEventIsHandledAsPartOfTheTraceThatItCarries() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        String id = UUID.randomUUID().toString();
        String traced = event(id, "tests.question.asked", "{\"reply\":true}")
                .replaceFirst("\\{", "{\"traceparent\":\"00-" + trace + "-b7ad6b7169203331-01\",");

        assertThat(deliver("question-asked", traced)).isEqualTo("SUCCESS");

        assertThat(handlers.traces).contains(trace);
        await().atMost(PATIENCE).until(() -> !sidecar.published(id).isEmpty());
        assertThat(sidecar.published(id).getFirst().path("traceparent").asText())
                .startsWith("00-" + trace + "-");
    }

    @Test
    void whatCannotBeHandledIsDeadLetteredWithTheReason() {
        String id = UUID.randomUUID().toString();

        assertThat(deliver("question-garbled", event(id, "tests.question.garbled", "{}")))
                .isEqualTo("SUCCESS");

        List<JsonNode> letters = sidecar.published("about-" + id);
        assertThat(letters).hasSize(1);
        JsonNode letter = letters.getFirst();
        assertThat(letter.path("deadletterreason").asText()).isEqualTo("poison");
        assertThat(letter.path("deadlettererror").asText()).contains("no question at all");
        assertThat(letter.path("deadletterhandler").asText()).isEqualTo("tester/events/question-garbled");
        assertThat(metric("event_dead_letters_total", "reason=\"poison\"")).isPositive();
    }

    @Test
    void aDeadLetterThatCannotBePublishedIsNotAcknowledgedButCounted() {
        double failures = metric("event_dead_letter_failures_total", "");
        String event = event(UUID.randomUUID().toString(), "tests.question.garbled", "{}");
        sidecar.refusePublishing(500);
        try {
            assertThat(deliver("question-garbled", event)).isEqualTo("RETRY");
        } finally {
            sidecar.refusePublishing(0);
        }
        assertThat(metric("event_dead_letter_failures_total", "")).isEqualTo(failures + 1);
    }

    /** Agroal tells of it by an SQLException without a state, which once counted as poison: the event was dead-lettered, or dropped. */
    @Test
    void noEventIsLostToAPoolWithoutConnections() throws SQLException {
        String id = UUID.randomUUID().toString();
        String event = event(id, "tests.question.asked", "{}");
        List<Connection> all = new ArrayList<>();
        try {
            drain(all);
            assertThat(deliver("question-asked", event)).isEqualTo("RETRY");
            assertThat(given().get("/q/health/ready").statusCode()).isEqualTo(503);
            assertThat(given().get("/q/health/live").statusCode()).isEqualTo(200);
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
        assertThat(given().get("/q/health/ready").statusCode()).isEqualTo(200);
        assertThat(deliver("question-asked", event)).isEqualTo("SUCCESS");
        assertThat(handled(id)).isEqualTo(1);
    }

    @Test
    void whatTheServiceDoesNotWantIsAcknowledged() {
        Response answer = given().contentType("application/cloudevents+json")
                .body(event(UUID.randomUUID().toString(), "tests.question.asked", "{}"))
                .post("/eventtopology/ignored");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.jsonPath().getString("status")).isEqualTo("SUCCESS");
    }

    @Test
    void anEventForAnUnknownRouteIsKeptForAServiceThatKnowsIt() {
        assertThat(deliver("nobody-knows", event(UUID.randomUUID().toString(), "tests.question.asked", "{}")))
                .isEqualTo("RETRY");
    }

    @Test
    void oneRouteMayTakeEveryActionOfAnEntity() {
        String id = UUID.randomUUID().toString();
        assertThat(deliver("other-happened", event(id, "tests.other.happened", "{}")))
                .isEqualTo("SUCCESS");
        assertThat(handled(id)).isEqualTo(1);
    }

    @Test
    void subscriptionsAreTheServicesOwnWhereThereIsNoOperator() {
        Response answer = given().get("/dapr/subscribe");
        assertThat(answer.jsonPath().getList("topic", String.class))
                .containsExactly("tests.question.asked", "tests.question.garbled");
        assertThat(answer.jsonPath().getList("route", String.class))
                .containsExactly("/events/question-asked", "/events/question-garbled");
        assertThat(answer.jsonPath().getList("pubsubname", String.class)).containsOnly("topology-tester");
        assertThat(answer.jsonPath().getString("[1].deadLetterTopic")).isEqualTo("tests.question.garbled.dlq");
    }

    /** Takes every connection that the pool gives. */
    private void drain(List<Connection> all) {
        while (true) {
            try {
                all.add(database.getConnection());
            } catch (SQLException e) {
                return;
            }
        }
    }

    private long handled(String id) {
        return handlers.handled.stream()
                .filter(event -> event.getId().equals(id))
                .count();
    }

    private static String deliver(String route, String event) {
        return given().contentType("application/cloudevents+json")
                .body(event)
                .post("/events/" + route)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getString("status");
    }

    private static String event(String id, String type, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/askers\",\"type\":\"" + type
                + "\",\"subject\":\"about-" + id + "\",\"datacontenttype\":\"application/json\",\"data\":" + data + "}";
    }

    /** Sum of the values of a metric's series whose labels contain a text. */
    private static double metric(String name, String labels) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(labels))
                .mapToDouble(ServiceWiringTest::value)
                .sum();
    }

    /** What follows the labels, before an exemplar. */
    private static double value(String line) {
        String rest =
                line.contains("}") ? line.substring(line.indexOf('}') + 2) : line.substring(line.indexOf(' ') + 1);
        return Double.parseDouble(rest.split(" ", -1)[0]);
    }
}
