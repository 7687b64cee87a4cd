package io.eventtopology.tools.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eventtopology.tools.dapr.DaprException;
import io.eventtopology.tools.dapr.DaprSidecar;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real brokers, and a real sidecar that connects to them with a pub/sub component. */
class BrokersThroughDaprTest {
    @TempDir
    Path root;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void redis_takes_events_and_does_so_again_after_a_stop_and_a_kill() throws Exception {
        RedisServer redis = RedisServer.create();
        Path folder = redis.log().getParent();
        try (redis) {
            Path resources = component("""
                    apiVersion: dapr.io/v1alpha1
                    kind: Component
                    metadata: {name: events}
                    spec:
                      type: pubsub.redis
                      version: v1
                      metadata:
                        - {name: redisHost, value: "%s"}
                        - {name: redisPassword, value: "%s"}
                    """.formatted(redis.address(), redis.password()));
            try (DaprSidecar sidecar = sidecar(resources)) {
                assertThat(sidecar.metadata().at("/components/0/type").textValue())
                        .isEqualTo("pubsub.redis");
                assertThat(publish(sidecar)).isEqualTo(204);
                redis.stop();
                assertThat(redis.isRunning()).isFalse();
                assertThat(publish(sidecar)).isEqualTo(500);
                redis.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> publish(sidecar) == 204);
                redis.kill();
                redis.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> publish(sidecar) == 204);
            }
            assertThat(folder.resolve("appendonlydir")).isNotEmptyDirectory();
        }
        assertNothingLeft(folder);
    }

    @Test
    void rabbitmq_takes_events_and_does_so_again_after_a_kill() throws Exception {
        RabbitServer rabbit = RabbitServer.create();
        Path folder = rabbit.log().getParent();
        try (rabbit) {
            Path resources = component("""
                    apiVersion: dapr.io/v1alpha1
                    kind: Component
                    metadata: {name: events}
                    spec:
                      type: pubsub.rabbitmq
                      version: v1
                      metadata:
                        - {name: connectionString, value: "%s"}
                        - {name: publisherConfirm, value: "true"}
                        - {name: reconnectWaitSeconds, value: "1"}
                    """.formatted(rabbit.connectionString()));
            try (DaprSidecar sidecar = sidecar(resources)) {
                assertThat(sidecar.metadata().at("/components/0/type").textValue())
                        .isEqualTo("pubsub.rabbitmq");
                assertThat(publish(sidecar)).isEqualTo(204);
                rabbit.kill();
                assertThat(publish(sidecar)).isEqualTo(500);
                rabbit.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> publish(sidecar) == 204);
            }
            rabbit.stop();
            assertThat(rabbit.isRunning()).isFalse();
            assertThat(rabbit.log()).content().contains("SIGTERM received - shutting down");
        }
        assertNothingLeft(folder);
    }

    @Test
    void a_wrong_password_is_refused() throws IOException {
        try (RedisServer redis = RedisServer.create()) {
            Path resources = component("""
                    apiVersion: dapr.io/v1alpha1
                    kind: Component
                    metadata: {name: events}
                    spec:
                      type: pubsub.redis
                      version: v1
                      metadata:
                        - {name: redisHost, value: "%s"}
                        - {name: redisPassword, value: guessed}
                    """.formatted(redis.address()));

            assertThatThrownBy(() -> sidecar(resources))
                    .isInstanceOf(DaprException.class)
                    .hasMessageContaining("WRONGPASS");
        }
    }

    private Path component(String yaml) throws IOException {
        Path folder = Files.createDirectories(root.resolve("resources"));
        Files.writeString(folder.resolve("events.yaml"), yaml);
        return folder;
    }

    private DaprSidecar sidecar(Path resources) {
        return DaprSidecar.of("todo", root.resolve("todo"))
                .resources(resources)
                .gracefulShutdown(Duration.ofSeconds(1))
                .start();
    }

    private int publish(DaprSidecar sidecar) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(sidecar.baseUrl() + "/v1.0/publish/events/todos.task.created"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"todoId\": 1}"))
                .timeout(Duration.ofSeconds(30))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static void assertNothingLeft(Path folder) {
        assertThat(folder).doesNotExist();
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(line -> line.contains(folder.toString()));
    }
}
