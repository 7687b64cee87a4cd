package io.eventtopology.operator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.operator.connection.ApiConnection;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.operator.health.HealthServer;
import io.eventtopology.operator.health.WatchHealth;
import io.eventtopology.operator.metrics.OperatorMetrics;
import io.eventtopology.tools.proxy.ApiFaultProxy;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Fault 6: a watch that hangs. The short tests make the kinds speak by writing to them and take silence of four seconds for too
 * long; the full one waits for the API server's bookmarks and the real bound.
 */
class WatchHealthTest {
    private static final Duration SHORT = Duration.ofSeconds(4);

    private static OperatorHarness harness;
    private static ApiFaultProxy proxy;
    private static ApiConnection connection;
    private static OperatorRuntime operator;
    private static HealthServer server;
    private static WatchHealth health;

    @BeforeAll
    static void startEverything() {
        harness = OperatorHarness.start(builder -> builder.crds(OperatorHarness.ownCrds()));
        proxy = ApiFaultProxy.start(harness.operatorConfig());
        connection = ApiConnection.of(proxy.through(harness.operatorConfig()));
        operator = OperatorRuntime.start(
                connection,
                OperatorConfiguration.parse("{leaderElection: false, httpPort: 0}"),
                OperatorHarness.OPERATOR_NAMESPACE,
                "operator",
                Clock.systemUTC(),
                () -> {});
        health = new WatchHealth(connection, SHORT);
        server = HealthServer.start(0, () -> true, health, new OperatorMetrics());
        Shop.in(harness, "health").withTopology().withService("mailer", "todos.task.created");
    }

    @AfterAll
    static void stopEverything() {
        server.close();
        operator.close();
        connection.close();
        harness.close();
        proxy.close();
    }

    @AfterEach
    void heal() {
        proxy.heal();
    }

    /**
     * The watches of services hang, both of them: the cache's and the framework's own. Liveness says so and names the kind, not
     * the topologies that speak on. When they are released, it is well again. Guard: {@code OpenWatches.hear}; without it
     * nothing was noticed.
     */
    @Test
    void aHungWatchIsNamedAndOthersAreNot() throws Exception {
        try (ScheduledExecutorService writer = keepWriting()) {
            awaitTraffic();

            proxy.hangWatches(watch ->
                    watch.resource().equals("eventservices") && !watch.query().containsKey("labelSelector"));

            await("the hung watches are noticed")
                    .atMost(OperatorHarness.PATIENCE)
                    .untilAsserted(() -> assertThat(health.hanging())
                            .hasSize(2)
                            .allSatisfy(text -> assertThat(text)
                                    .contains("/apis/eventtopology.io/v1beta1/eventservices", "more than 4 s")));
            // On a busy machine the topologies may speak late for once; they are not named for good.
            await("liveness names those that hang")
                    .atMost(OperatorHarness.PATIENCE)
                    .untilAsserted(() -> {
                        HttpResponse<String> answer = get(server.port(), "/healthz");
                        assertThat(answer.statusCode()).isEqualTo(503);
                        assertThat(answer.body()).contains("eventservices").doesNotContain("eventtopologies");
                    });

            proxy.releaseWatches();
            await("all is well again")
                    .atMost(OperatorHarness.PATIENCE)
                    .until(() -> get(server.port(), "/healthz").statusCode() == 200);
            writer.shutdownNow();
        }
    }

    /**
     * All connections of watches die at once without a word, as after a change of the network, while the API server answers: that
     * is a hang too, and a restart mends it. Guard: the question whether the API server answers; a comparison of watches with
     * each other sees nothing.
     */
    @Test
    void thatAllWatchesHangIsNoticedToo() throws Exception {
        try (ScheduledExecutorService writer = keepWriting()) {
            awaitTraffic();

            proxy.hangWatches(watch -> true);

            await("the hung watches are noticed")
                    .atMost(OperatorHarness.PATIENCE)
                    .until(() -> health.hanging().size() >= 4);
            writer.shutdownNow();
        }
    }

    /**
     * An API server that is away is no hung watch: a restart would not bring it back, and the pause before the next restart
     * grows. Guards: a closed connection is no open watch ({@code onClose}, {@code onError}, {@code isGivenUp}); without all three
     * each watch was reported.
     */
    @Test
    void anApiServerThatIsAwayIsNoHungWatch() throws Exception {
        try (ScheduledExecutorService writer = keepWriting()) {
            awaitTraffic();

            proxy.refuseConnections();

            // A busy machine may close a watch late. After 30 s without an answer nothing is reported anyhow.
            await("liveness stays")
                    .during(Duration.ofSeconds(8))
                    .atMost(Duration.ofSeconds(25))
                    .untilAsserted(() -> assertThat(health.hanging()).isEmpty());
            writer.shutdownNow();
        }
    }

    /** Waits until all watches of both kinds are open and have spoken. */
    private static void awaitTraffic() {
        await("watches are open")
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(List.of("eventtopologies", "eventservices"))
                        .allSatisfy(kind -> assertThat(proxy.openWatches(
                                        watch -> watch.resource().equals(kind)
                                                && !watch.query().containsKey("labelSelector")))
                                .as("open watches of %s; hanging: %s", kind, health.hanging())
                                .isEqualTo(2)));
        await("they speak")
                .during(Duration.ofSeconds(2))
                .atMost(OperatorHarness.PATIENCE)
                .untilAsserted(() -> assertThat(health.hanging()).isEmpty());
    }

    /** A topology and a service are changed twice a second, in a way that concerns nobody. */
    private static ScheduledExecutorService keepWriting() {
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        var unused = writer.scheduleWithFixedDelay(
                () -> {
                    String annotation = "{\"metadata\":{\"annotations\":{\"tick\":\"" + Instant.now() + "\"}}}";
                    PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
                    harness.admin()
                            .resources(EventTopology.class)
                            .inNamespace("health")
                            .withName("todos")
                            .patch(merge, annotation);
                    harness.admin()
                            .resources(EventService.class)
                            .inNamespace("health")
                            .withName("mailer")
                            .patch(merge, annotation);
                },
                0,
                500,
                TimeUnit.MILLISECONDS);
        return writer;
    }

    /**
     * With the real bound and without anybody who writes: five minutes of quiet are 200, and a hung watch is 503 within two minutes.
     * Bookmarks alone make the difference. Run with {@code -Dfull=true}.
     */
    @Test
    @EnabledIfSystemProperty(named = "full", matches = "true")
    void bookmarksTellQuietFromHungWithTheRealBound() throws Exception {
        Instant end = Instant.now().plus(Duration.ofMinutes(5));
        while (Instant.now().isBefore(end)) {
            assertThat(get(operator.httpPort(), "/healthz").body()).isEqualTo("ok\n");
            Thread.sleep(5_000);
        }
        Instant hung = Instant.now();
        proxy.hangWatches(watch -> watch.resource().equals("deployments"));

        await("the hung watch is noticed")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(get(operator.httpPort(), "/healthz").body())
                                .contains("/apis/apps/v1/deployments")
                                .doesNotContain("eventservices"));
        assertThat(Duration.between(hung, Instant.now())).isGreaterThan(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
