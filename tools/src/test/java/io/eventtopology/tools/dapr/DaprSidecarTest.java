package io.eventtopology.tools.dapr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sidecars with a small HTTP server as the app. */
class DaprSidecarTest {
    @TempDir
    Path root;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger health = new AtomicInteger(200);
    private HttpServer app;

    @BeforeEach
    void serveApp() throws IOException {
        app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        app.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
            int status = 200;
            switch (path) {
                case "/events/created" -> events.add(body);
                case "/well" -> status = health.get();
                case "/dapr/config", "/dapr/subscribe" -> status = 404;
                default -> answer = ("hello from " + path).getBytes(StandardCharsets.UTF_8);
            }
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        app.start();
    }

    @AfterEach
    void stopApp() {
        app.stop(0);
        http.close();
    }

    @Test
    void it_publishes_and_delivers_and_keeps_its_ports_when_killed_or_restarted() throws Exception {
        Path resources = resources("""
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: events, namespace: shop}
                spec: {type: pubsub.in-memory, version: v1, metadata: []}
                ---
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: foreign, namespace: elsewhere}
                spec: {type: pubsub.in-memory, version: v1, metadata: []}
                ---
                apiVersion: dapr.io/v2alpha1
                kind: Subscription
                metadata: {name: created, namespace: shop}
                spec: {pubsubname: events, topic: created, routes: {default: /events/created}}
                """);
        DaprSidecar sidecar = DaprSidecar.of("todo", root.resolve("todo"))
                .namespace("shop")
                .appPort(app.getAddress().getPort())
                .appMaxConcurrency(2)
                .resources(resources)
                .start();
        try (sidecar) {
            assertThat(sidecar.metadata().at("/components").findValuesAsText("name"))
                    .containsExactly("events");
            deliver(sidecar, "one");

            sidecar.kill();
            assertThat(sidecar.isRunning()).isFalse();
            assertThat(sidecar.isHealthy()).isFalse();
            sidecar.start();
            deliver(sidecar, "two");

            sidecar.restart();
            deliver(sidecar, "three");
            assertThat(get("http://127.0.0.1:" + sidecar.ports().publicHttp() + "/v1.0/metadata")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get("http://127.0.0.1:" + sidecar.ports().metrics() + "/metrics")
                            .body())
                    .contains("dapr_component_pubsub_ingress_count");
        }
        assertThat(Files.readString(sidecar.log())).contains("Daprd shutdown gracefully");
        assertPortsFree(sidecar.ports());
    }

    private void deliver(DaprSidecar sidecar, String data) throws Exception {
        await().atMost(Duration.ofSeconds(20)).until(sidecar::isHealthy);
        HttpResponse<String> published = post(sidecar.baseUrl() + "/v1.0/publish/events/created", '"' + data + '"');
        assertThat(published.statusCode()).as(published.body()).isEqualTo(204);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(events).anyMatch(event -> event.contains('"' + data + '"')));
    }

    @Test
    void sidecars_find_each_other_and_access_control_holds_with_identities() throws Exception {
        Path allowOne = Files.writeString(root.resolve("access.yaml"), """
                apiVersion: dapr.io/v1alpha1
                kind: Configuration
                metadata: {name: access}
                spec:
                  accessControl:
                    defaultAction: deny
                    trustDomain: public
                    policies:
                      - {appId: friend, namespace: shop, trustDomain: public, defaultAction: allow}
                """);
        Path names = root.resolve("names/names.db");
        try (DaprSentry sentry = DaprSentry.start(root.resolve("sentry"));
                DaprSidecar user = DaprSidecar.of("user", root.resolve("user"))
                        .namespace("shop")
                        .appPort(app.getAddress().getPort())
                        .configuration(allowOne)
                        .names(names)
                        .mutualTls(sentry)
                        .start();
                DaprSidecar friend = caller("friend", names, sentry);
                DaprSidecar stranger = caller("stranger", names, sentry)) {
            await().atMost(Duration.ofSeconds(20)).until(user::isHealthy);

            HttpResponse<String> allowed = get(friend.baseUrl() + "/v1.0/invoke/user/method/profile");
            assertThat(allowed.statusCode()).as(allowed.body()).isEqualTo(200);
            assertThat(allowed.body()).isEqualTo("hello from /profile");

            HttpResponse<String> denied = get(stranger.baseUrl() + "/v1.0/invoke/user/method/profile");
            assertThat(denied.statusCode()).as(denied.body()).isEqualTo(403);
        }
    }

    private DaprSidecar caller(String appId, Path names, DaprSentry sentry) {
        return DaprSidecar.of(appId, root.resolve(appId))
                .namespace("shop")
                .names(names)
                .mutualTls(sentry)
                .start();
    }

    @Test
    void an_app_that_is_unwell_is_noticed() {
        try (DaprSidecar sidecar = DaprSidecar.of("todo", root.resolve("todo"))
                .appPort(app.getAddress().getPort())
                .appHealth(new AppHealth("/well", Duration.ofSeconds(1), Duration.ofMillis(500), 1))
                .gracefulShutdown(Duration.ofSeconds(1))
                .start()) {
            await().atMost(Duration.ofSeconds(20)).until(sidecar::isHealthy);
            health.set(503);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(Files.readString(sidecar.log())).contains("App entered un-healthy status"));
        }
    }

    @Test
    void a_component_that_cannot_be_loaded_fails_the_start_with_the_log() throws IOException {
        Path resources = resources("""
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: events}
                spec: {type: pubsub.carrier-pigeon, version: v1, metadata: []}
                """);

        assertThatThrownBy(() -> DaprSidecar.of("todo", root.resolve("todo"))
                        .resources(resources)
                        .start())
                .isInstanceOf(DaprException.class)
                .hasMessageContaining("The sidecar of todo ended while it started")
                .hasMessageContaining(root.resolve("todo/daprd.log").toString())
                .hasMessageContaining("couldn't find message bus pubsub.carrier-pigeon/v1");
    }

    @Test
    void a_folder_that_does_not_exist_is_named() {
        assertThatThrownBy(() -> DaprSidecar.of("todo", root.resolve("todo"))
                        .resources(root.resolve("absent"))
                        .start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The folder of resources for the sidecar of todo does not exist: " + root.resolve("absent"));
    }

    private Path resources(String yaml) throws IOException {
        Path folder = Files.createDirectories(root.resolve("resources"));
        Files.writeString(folder.resolve("all.yaml"), yaml);
        return folder;
    }

    private static void assertPortsFree(SidecarPorts ports) throws IOException {
        for (int port :
                List.of(ports.http(), ports.grpc(), ports.internalGrpc(), ports.metrics(), ports.publicHttp())) {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        }
    }

    private HttpResponse<String> get(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String url, String json) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
