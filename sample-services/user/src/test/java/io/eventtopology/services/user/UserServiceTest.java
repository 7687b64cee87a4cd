package io.eventtopology.services.user;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventtopology.services.testing.SidecarStandIn;
import io.eventtopology.services.testing.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The whole service on a real PostgreSQL; the sidecar is a stand-in. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class UserServiceTest {
    private static final String PROBLEM = "application/problem+json";

    SidecarStandIn sidecar;

    @Test
    void aRegistrationIsKeptAndToldOnceWithoutTheEmailAddress() {
        Response registered = register("Ada Lovelace", email());
        assertThat(registered.statusCode()).isEqualTo(201);
        String id = registered.jsonPath().getString("userId");
        assertThat(registered.header("Location")).endsWith("/users/" + id);

        JsonPath user =
                given().get("/users/" + id).then().statusCode(200).extract().jsonPath();
        assertThat((Object) user.get("name")).isEqualTo("Ada Lovelace");
        assertThat((Object) user.get("registeredAt"))
                .isEqualTo(registered.jsonPath().get("registeredAt"));

        await().atMost(Duration.ofSeconds(10))
                .until(() -> !sidecar.published(id).isEmpty());
        List<JsonNode> events = sidecar.published(id);
        assertThat(events).hasSize(1);
        JsonNode event = events.getFirst();
        assertThat(event.path("type").asText()).isEqualTo("users.account.registered");
        assertThat(event.path("source").asText()).isEqualTo("/users/api");
        assertThat(event.path("sequence").asText()).isEqualTo("1");
        assertThat(event.path("data").toString()).isEqualTo("{\"userId\":\"" + id + "\",\"name\":\"Ada Lovelace\"}");
        assertThat(event.toString()).doesNotContain("@example.com");
    }

    @Test
    void anEventCarriesTheTraceOfTheRequest() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        String id = given().header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .contentType(ContentType.JSON)
                .body("{\"name\":\"Traced\",\"email\":\"" + email() + "\"}")
                .post("/users")
                .jsonPath()
                .getString("userId");

        await().atMost(Duration.ofSeconds(10))
                .until(() -> !sidecar.published(id).isEmpty());
        assertThat(sidecar.published(id).getFirst().path("traceparent").asText())
                .startsWith("00-" + trace + "-");
    }

    @Test
    void anEventThatTheSidecarRefusesIsPublishedLater() {
        sidecar.refusePublishing(500);
        String id;
        try {
            id = register("Patient", email()).jsonPath().getString("userId");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(metric("outbox_publish_failures_total")).isPositive());
            assertThat(sidecar.published(id)).isEmpty();
        } finally {
            sidecar.refusePublishing(0);
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !sidecar.published(id).isEmpty());
        assertThat(metric("outbox_published_events_total")).isPositive();
    }

    @Test
    void anEmailAddressIsRegisteredOnceWhateverItsCase() {
        String email = email();
        assertThat(register("First", email).statusCode()).isEqualTo(201);

        Response second = register("Second", email.toUpperCase(java.util.Locale.ROOT));

        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.contentType()).startsWith(PROBLEM);
        assertThat(second.jsonPath().getString("detail")).contains("registered already");
    }

    @Test
    void invalidRegistrationsAreRefusedFieldByField() {
        Response refused = register("", "nobody");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.contentType()).startsWith(PROBLEM);
        assertThat(refused.jsonPath().getList("errors.field", String.class)).containsExactly("email", "name");
        assertThat(register("x".repeat(201), email()).statusCode()).isEqualTo(400);
        assertThat(post("{\"name\":").statusCode()).isEqualTo(400);
        assertThat(post("").statusCode()).isEqualTo(400);

        Response mismatched = post("{\"name\":{\"first\":\"Ada\"},\"email\":\"ada@example.com\"}");
        assertThat(mismatched.statusCode()).isEqualTo(400);
        assertThat(mismatched.contentType()).startsWith(PROBLEM);
        assertThat(mismatched.jsonPath().getString("detail")).contains("not the JSON that was expected");
    }

    @Test
    void usersWhoDoNotExistAreNotFound() {
        Response unknown = given().get("/users/" + UUID.randomUUID());
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.contentType()).startsWith(PROBLEM);
        assertThat(unknown.jsonPath().getString("detail")).contains("There is no user");
        assertThat(given().get("/users/no-uuid").statusCode()).isEqualTo(404);
    }

    @Test
    void usersAreListedPageByPage() {
        List<String> registered = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            registered.add(register("Page " + i, email()).jsonPath().getString("userId"));
        }

        List<String> listed = new ArrayList<>();
        String after = "";
        do {
            JsonPath page = given().get("/users?limit=2" + after)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            assertThat(page.getList("users")).hasSizeLessThanOrEqualTo(2);
            listed.addAll(page.getList("users.userId", String.class));
            String next = page.getString("next");
            after = next == null ? "" : "&after=" + next;
        } while (!after.isEmpty());

        assertThat(listed).doesNotHaveDuplicates().containsSubsequence(registered);
        assertThat(given().get("/users?limit=0").statusCode()).isEqualTo(400);
        assertThat(given().get("/users?limit=201").statusCode()).isEqualTo(400);
    }

    @Test
    void healthMetricsAndDocumentationAreThere() {
        for (String probe : List.of("live", "ready", "started")) {
            given().get("/q/health/" + probe).then().statusCode(200);
        }
        assertThat(given().get("/q/openapi").then().statusCode(200).extract().asString())
                .contains("/users/{id}", "User service");
        assertThat(given().get("/q/metrics").asString())
                .contains("outbox_pending_events", "outbox_oldest_event_age_seconds");
        assertThat(given().get("/dapr/subscribe").asString()).isEqualTo("[]");
    }

    private static double metric(String name) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(
                        line.substring(line.indexOf(' ', line.indexOf('}')) + 1).split(" ")[0]))
                .sum();
    }

    private static Response register(String name, String email) {
        return post("{\"name\":\"" + name + "\",\"email\":\"" + email + "\"}");
    }

    private static Response post(String body) {
        return given().contentType(ContentType.JSON).body(body).post("/users");
    }

    private static String email() {
        return UUID.randomUUID() + "@example.com";
    }
}
