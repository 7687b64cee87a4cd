package io.eventtopology.operator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.proxy.ApiFaultProxy;
import io.eventtopology.tools.proxy.Fault;
import io.eventtopology.tools.proxy.Outcome;
import io.eventtopology.tools.proxy.ProxiedRequest;
import io.eventtopology.tools.proxy.RequestRecord;
import io.eventtopology.tools.proxy.Verb;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** An API server that is busy, disagrees or is away. The one that stops comes last: the others need it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApiServerFaultsTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Duration AWAY = Boolean.getBoolean("full") ? Duration.ofMinutes(5) : Duration.ofSeconds(10);

    private static OperatorHarness harness;
    private static ApiFaultProxy proxy;
    private static OperatorRuntime operator;

    @BeforeAll
    static void startEverything() {
        harness = OperatorHarness.start();
        proxy = ApiFaultProxy.start(harness.operatorConfig());
        operator = harness.startOperator("", proxy.through(harness.operatorConfig()));
    }

    @AfterAll
    static void stopEverything() {
        harness.close();
        proxy.close();
    }

    @AfterEach
    void heal() {
        proxy.heal();
    }

    /**
     * Fault 8. Each of three answers says 429 with Retry-After 2: in the two seconds after each nothing reaches the API server.
     * Guard: {@code Patience} in {@code AttentiveHttpClient}; without it fabric8 came back after 100 ms.
     */
    @Test
    @Order(1)
    void afterTooManyRequestsNothingIsAskedBeforeTheTimeIsOver() {
        Shop shop = Shop.in(harness, "storm").ready();
        proxy.clear();
        Fault storm = proxy.failNext(
                3, request -> request.verb() != Verb.WATCH, 429, "TooManyRequests", Duration.ofSeconds(2));

        shop.withService("printer", "todos.task.created");
        harness.awaitServiceReady(shop.namespace(), "printer");

        assertThat(storm.isSpent()).isTrue();
        List<RequestRecord> all = proxy.requests();
        List<Instant> answers = all.stream()
                .filter(entry -> entry.outcome() == Outcome.INJECTED)
                .map(RequestRecord::time)
                .toList();
        assertThat(answers).hasSize(3);
        for (Instant answer : answers) {
            // What was on its way when the answer came may still arrive.
            assertThat(all)
                    .filteredOn(entry -> entry.time().isAfter(answer.plusMillis(90))
                            && entry.time().isBefore(answer.plusMillis(1_950)))
                    .as("requests in the two seconds after the 429 of %s", answer)
                    .isEmpty();
        }
        assertThat(Duration.between(answers.getFirst(), all.getLast().time())).isLessThan(Duration.ofSeconds(30));
    }

    /**
     * Fault 8: a time that is longer than any caller waits (10 s for the request, 15 s with what fabric8 adds) is kept too, and
     * nothing that was given up goes out afterwards. Guard: the comparison with the timeout in {@code AttentiveHttpClient};
     * without it the finalizer was written twice, by the caller that had given up and by the next attempt.
     */
    @Test
    @Order(2)
    void longerSilenceThanARequestLivesIsKeptToo() {
        Shop shop = Shop.in(harness, "long-storm").ready();
        proxy.clear();
        proxy.failNext(
                1,
                request -> request.verb() == Verb.PATCH && request.namespace().equals(shop.namespace()),
                429,
                "TooManyRequests",
                Duration.ofSeconds(17));

        shop.withService("printer", "todos.task.created");
        harness.awaitServiceReady(shop.namespace(), "printer");

        Instant answer = proxy.requests().stream()
                .filter(entry -> entry.outcome() == Outcome.INJECTED)
                .map(RequestRecord::time)
                .findFirst()
                .orElseThrow();
        assertThat(proxy.requests())
                .filteredOn(entry -> entry.time().isAfter(answer.plusMillis(90))
                        && entry.time().isBefore(answer.plusMillis(16_950)))
                .isEmpty();
        assertThat(proxy.writes())
                .filteredOn(write -> write.outcome() == Outcome.ANSWERED
                        && write.request().resource().equals("eventservices")
                        && write.request().subresource().isEmpty()
                        && write.request().namespace().equals(shop.namespace()))
                .as("writes of the finalizer")
                .hasSize(1);
    }

    /**
     * Fault 9. Conflicts on children and on the status are tried again without a word in the status: whoever waits for Ready would
     * take a flap for a failure. Guard: {@code retryWhatFailed}; without it statuses with Ready False were
     * sent in between.
     */
    @Test
    @Order(3)
    void conflictsAreTriedAgainAndReadyDoesNotFlap() {
        Shop shop = Shop.in(harness, "conflicts").withTopology().withService("mailer", "todos.task.created");
        harness.awaitServiceReady(shop.namespace(), "mailer");
        proxy.clear();
        Fault onChildren = conflict(2, "subscriptions", "", shop);
        Fault onStatus = conflict(1, "eventservices", "status", shop);

        shop.withService("mailer", "todos.task.created", "todos.task.completed");
        harness.awaitServiceReady(shop.namespace(), "mailer");

        assertThat(onChildren.isSpent()).isTrue();
        assertThat(onStatus.isSpent()).isTrue();
        assertThat(shop.subscriptions()).isEqualTo(2);
        assertThat(readyInStatusWrites(shop, "eventservices")).isNotEmpty().containsOnly("True");
    }

    /**
     * Fault 9, a new resource: conflicts on its finalizer and its first status. Guard: {@code EndlessRetry}; with a retry that
     * ends at once the service never became Ready.
     */
    @Test
    @Order(4)
    void conflictsOnTheFirstStepsOfAResourceAreTriedAgain() {
        Shop shop = Shop.in(harness, "first-conflicts").withTopology();
        Fault onFinalizer = conflict(2, "eventservices", "", shop);
        Fault onStatus = conflict(4, "eventservices", "status", shop);

        shop.withService("mailer", "todos.task.created");
        harness.awaitServiceReady(shop.namespace(), "mailer");

        assertThat(onFinalizer.isSpent()).isTrue();
        assertThat(onStatus.isSpent()).isTrue();
        assertThat(harness.service(shop.namespace(), "mailer").getMetadata().getFinalizers())
                .hasSize(1);
    }

    /**
     * Fault 2 in short: the connection dies after the API server has carried out a write. fabric8 repeats
     * it. Guard: server-side apply, which may be repeated, where a create answers 409 AlreadyExists; nothing to take out.
     */
    @Test
    @Order(5)
    void aWriteWhoseAnswerIsLostIsNotDoubled() {
        Shop shop = Shop.in(harness, "lost-answers");
        proxy.killReply(request -> request.resource().equals("components") && request.verb() == Verb.PATCH);
        proxy.killReply(request -> request.resource().equals("eventservices")
                && request.subresource().equals("status"));

        shop.ready();

        assertThat(shop.subscriptions()).isEqualTo(2);
        assertThat(readyInStatusWrites(shop, "eventservices")).doesNotContain("False");
    }

    /**
     * Fault 7: the API server is away for 10 s (with {@code -Dfull=true} for the 5 min of the fault), then back. The operator
     * lives, is not restarted for it, and converges within a minute. The guards are fabric8's reconnects of watches; nothing of ours to take out.
     */
    @Test
    @Order(6)
    void anApiServerThatWasAwayFindsEverythingDoneWithinAMinute() throws Exception {
        Shop shop = Shop.in(harness, "away").ready();

        harness.plane().stopApiServer();
        Thread.sleep(AWAY);
        assertThat(answer("/healthz")).isEqualTo(200);
        assertThat(answer("/readyz")).isEqualTo(200);
        harness.plane().startApiServer();
        Instant back = Instant.now();
        shop.deleteComponent("mailer");
        shop.withService("printer", "todos.task.created");

        await("the component is there again")
                .atMost(Duration.ofMinutes(1))
                .until(() -> shop.component("mailer") != null);
        harness.awaitServiceReady(shop.namespace(), "printer");
        assertThat(Duration.between(back, Instant.now())).isLessThan(Duration.ofMinutes(1));
    }

    private static Fault conflict(int times, String resource, String subresource, Shop shop) {
        return proxy.failNext(
                times,
                request -> request.verb() == Verb.PATCH
                        && request.resource().equals(resource)
                        && request.subresource().equals(subresource)
                        && request.namespace().equals(shop.namespace()),
                409,
                "Conflict");
    }

    /** Status of condition Ready in each status that was sent, refused ones too, in order. */
    private static List<String> readyInStatusWrites(Shop shop, String resource) {
        List<String> ready = new ArrayList<>();
        for (RequestRecord write : proxy.writes()) {
            ProxiedRequest request = write.request();
            if (request.resource().equals(resource)
                    && request.subresource().equals("status")
                    && request.namespace().equals(shop.namespace())) {
                conditions(request.body())
                        .filter(condition -> condition.path("type").asText().equals("Ready"))
                        .forEach(condition -> ready.add(condition.path("status").asText()));
            }
        }
        return ready;
    }

    private static java.util.stream.Stream<JsonNode> conditions(String body) {
        try {
            return StreamSupport.stream(
                    YAML.readTree(body).at("/status/conditions").spliterator(), false);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A status write that is no YAML: " + body, e);
        }
    }

    private static int answer(String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + operator.httpPort() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
