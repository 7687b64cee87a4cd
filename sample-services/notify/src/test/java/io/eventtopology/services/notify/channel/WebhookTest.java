package io.eventtopology.services.notify.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.eventtopology.patterns.consumer.PoisonEventException;
import io.eventtopology.patterns.consumer.RetryableEventException;
import io.eventtopology.services.notify.message.Message;
import io.eventtopology.services.notify.message.MessageId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
    private static final Message MESSAGE = new Message(
            MessageId.of("/todos/api", "e1"),
            "ann",
            "t1",
            "Todo created: Milk",
            "/todos/api",
            "e1",
            "todos.task.created");

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private HttpServer receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(threads);
        receiver.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        receiver.stop(0);
        threads.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 404, 408, 409, 425, 429, 500, 503})
    void anAnswerThatMayChangeIsTriedAgain(int status) {
        answerWith(status);

        assertThatThrownBy(() -> webhook(Duration.ofSeconds(5)).post(MESSAGE))
                .isInstanceOf(RetryableEventException.class)
                .hasMessageContaining(Integer.toString(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 415, 422})
    void aRefusalOfTheMessageItselfIsFinal(int status) {
        answerWith(status);

        assertThatThrownBy(() -> webhook(Duration.ofSeconds(5)).post(MESSAGE))
                .isInstanceOf(PoisonEventException.class)
                .hasMessageContaining(Integer.toString(status))
                .hasMessageContaining(MESSAGE.messageId().toString());
    }

    @Test
    void noAnswerInTimeIsTriedAgain() {
        receiver.createContext("/hook", exchange -> await());

        assertThatThrownBy(() -> webhook(Duration.ofMillis(200)).post(MESSAGE))
                .isInstanceOf(RetryableEventException.class);
    }

    @Test
    void anAnswerThatNeverEndsIsTriedAgain() {
        receiver.createContext("/hook", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            await();
        });

        assertThatThrownBy(() -> webhook(Duration.ofMillis(200)).post(MESSAGE))
                .isInstanceOf(RetryableEventException.class)
                .hasMessageContaining("PT0.2S");
    }

    @Test
    void nobodyThereIsTriedAgainAndTheErrorTellsNoSecret() {
        URI address = URI.create(
                "http://user:secret@127.0.0.1:" + receiver.getAddress().getPort() + "/hook?token=secret");
        receiver.stop(0);

        assertThatThrownBy(() -> new Webhook(address, Duration.ofSeconds(5)).post(MESSAGE))
                .isInstanceOf(RetryableEventException.class)
                .hasMessageContaining("http://127.0.0.1")
                .hasMessageNotContaining("secret");
    }

    @Test
    void everyPostOfAMessageHasTheSameKey() throws Exception {
        answerWith(204);
        Webhook webhook = webhook(Duration.ofSeconds(5));

        webhook.post(MESSAGE);
        webhook.post(MESSAGE);

        assertThat(keys)
                .containsExactly(
                        MESSAGE.messageId().toString(), MESSAGE.messageId().toString());
        JsonNode body = new ObjectMapper().readTree(bodies.getFirst());
        assertThat(body.path("userId").asText()).isEqualTo("ann");
        assertThat(body.path("todoId").asText()).isEqualTo("t1");
        assertThat(body.path("text").asText()).isEqualTo("Todo created: Milk");
        assertThat(body.path("eventId").asText()).isEqualTo("e1");
    }

    private Webhook webhook(Duration timeout) {
        return new Webhook(
                URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook"), timeout);
    }

    private void answerWith(int status) {
        receiver.createContext("/hook", exchange -> {
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            answer(exchange, status);
        });
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
