package io.eventtopology.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.eventtopology.tools.broker.BrokerUnavailableException;
import io.eventtopology.tools.broker.RabbitServer;
import io.eventtopology.tools.broker.RedisServer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** The same jars and the same flow on other brokers: only {@code spec.broker} of the EventTopology differs. */
class PortabilityTest {
    private static final String DEAD_LETTERS = "todos.task.created.shop.notify.dlq";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void the_flow_passes_on_redis() {
        try (RedisServer redis = orSkip(RedisServer::create)) {
            PlannedExample example =
                    PlannedExample.of("todo", PlannedExample.broker("""
                            redis:
                              host: "%s"
                              tls: false
                              password: {name: redis, key: password}
                            """.formatted(redis.address())), List.of());
            Secret password = secret("redis", Map.of("password", redis.password()));
            try (RunningExample shop = RunningExample.start(example, List.of(password), Map.of());
                    Jedis jedis = new Jedis(URI.create("redis://" + redis.address()))) {
                jedis.auth(redis.password());
                new TodoFlow(shop)
                        .accept(todo -> jedis.xrange(DEAD_LETTERS, "-", "+").stream()
                                .map(entry -> json(entry.getFields().get("data").getBytes(StandardCharsets.UTF_8)))
                                .filter(letter -> isAbout(letter, todo))
                                .findFirst());
            }
        }
    }

    @Test
    void the_flow_passes_on_rabbitmq() throws Exception {
        try (RabbitServer rabbit = orSkip(RabbitServer::create)) {
            URI uri = URI.create(rabbit.connectionString());
            String[] user = uri.getRawUserInfo().split(":", 2);
            PlannedExample example = PlannedExample.of(
                    "todo", PlannedExample.broker("""
                            rabbitmq:
                              host: "%s:%d"
                              tls: false
                              username: {name: rabbitmq, key: username}
                              password: {name: rabbitmq, key: password}
                            """.formatted(uri.getHost(), uri.getPort())), List.of());
            Secret login = secret("rabbitmq", Map.of("username", decoded(user[0]), "password", decoded(user[1])));
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(uri);
            try (RunningExample shop = RunningExample.start(example, List.of(login), Map.of());
                    Connection connection = factory.newConnection();
                    Channel channel = connection.createChannel()) {
                List<JsonNode> letters = new ArrayList<>();
                new TodoFlow(shop).accept(todo -> {
                    take(channel).ifPresent(letters::add);
                    return letters.stream()
                            .filter(letter -> isAbout(letter, todo))
                            .findFirst();
                });
            }
        }
    }

    /** pubsub.in-memory never crosses services, so one service publishes and handles its own event. */
    @Test
    void in_memory_a_service_handles_its_own_event() {
        PlannedExample example = PlannedExample.of("todo", PlannedExample.broker("inMemory: {}"), List.of());
        try (RunningExample shop = RunningExample.start(example.only("notify"), List.of(), Map.of())) {
            // Published again and again, because it is forgotten as long as the sidecar has not subscribed: one message
            // all the same.
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                int status = shop.sidecar("notify")
                        .postEvent("/v1.0/publish/todos-notify/users.account.registered", """
                                {"specversion":"1.0","id":"1","source":"/users/api","type":"users.account.registered",
                                 "datacontenttype":"application/json","data":{"userId":"u1","name":"Ada"}}""")
                        .status();
                assertThat(status).isEqualTo(204);
                assertThat(shop.api("notify").get("/messages?userId=u1").ok().path("messages"))
                        .hasSize(1);
            });
        }
    }

    private static Optional<JsonNode> take(Channel channel) {
        try {
            GetResponse message = channel.basicGet("dlq-" + DEAD_LETTERS, true);
            return Optional.ofNullable(message).map(found -> json(found.getBody()));
        } catch (IOException e) {
            throw new UncheckedIOException("The queue of dead letters cannot be read", e);
        }
    }

    private interface Source<T> {
        T get();
    }

    private static <T> T orSkip(Source<T> source) {
        try {
            return source.get();
        } catch (BrokerUnavailableException e) {
            System.err.println("\n#### SKIPPED: the flow on another broker was NOT tested: " + e.getMessage() + "\n");
            return Assumptions.abort(e.getMessage());
        }
    }

    private static boolean isAbout(JsonNode letter, String todo) {
        return letter.at("/data/todoId").asText().equals(todo);
    }

    private static Secret secret(String name, Map<String, String> values) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .endMetadata()
                .withStringData(values)
                .build();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode json(byte[] text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
