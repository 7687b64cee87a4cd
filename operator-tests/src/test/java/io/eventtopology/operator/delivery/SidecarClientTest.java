package io.eventtopology.operator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.eventtopology.operator.delivery.SidecarAnswer.Loaded;
import io.eventtopology.operator.delivery.SidecarAnswer.Silent;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What answers on a pod's port 3501 may be anything: plain HTTP servers stand in for what a real sidecar does not do. */
@Timeout(30)
class SidecarClientTest {
    private final SidecarClient client = new SidecarClient();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        end.countDown();
        client.close();
    }

    private SidecarAnswer answerOf(HttpHandler handler) throws IOException, InterruptedException {
        String address = Loopback.next();
        HttpServer server = HttpServer.create(new InetSocketAddress(address, 3501), 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(threads);
            server.createContext("/v1.0/metadata", handler);
            server.start();
            try {
                return client.ask(address);
            } finally {
                end.countDown();
                server.stop(0);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void assertSilent(SidecarAnswer answer, String... words) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Silent.class, silent -> assertThat(silent.why()).contains(words));
    }

    @Test
    void nobodyListens() throws Exception {
        assertSilent(client.ask(Loopback.next()), "cannot be connected to");
    }

    @Test
    void anAddressIsMissingOrIsNone() throws Exception {
        assertSilent(client.ask(""), "cannot be asked");
        assertSilent(client.ask("not an address"), "cannot be asked");
    }

    @Test
    void itAcceptsAndSaysNothing() throws Exception {
        String address = Loopback.next();
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, 3501));
            long start = System.nanoTime();
            assertSilent(client.ask(address), "does not answer within 4 s");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
        }
    }

    /** Seen to fail without a limit for the whole: the client's own ends with the headers. */
    @Test
    void itNeverEnds() throws Exception {
        long start = System.nanoTime();
        assertSilent(
                answerOf(exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    OutputStream body = exchange.getResponseBody();
                    body.write("{\"id\":\"notify\",".getBytes(StandardCharsets.UTF_8));
                    body.flush();
                    waitForEnd();
                    exchange.close();
                }),
                "does not answer within 4 s");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    private void waitForEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void itSaysTooMuch() throws Exception {
        assertSilent(
                answerOf(exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] chunk = new byte[1 << 16];
                    try (OutputStream body = exchange.getResponseBody()) {
                        while (end.getCount() > 0) {
                            body.write(chunk);
                        }
                    }
                }),
                "answers with more than 1048576 bytes");
    }

    @Test
    void itIsNoSidecar() throws Exception {
        assertSilent(answerOf(exchange -> send(exchange, 500, "{}")), "answers with status 500");
        assertSilent(answerOf(exchange -> send(exchange, 200, "<html>")), "no JSON");
        assertSilent(answerOf(exchange -> send(exchange, 200, "[]")), "not Dapr's metadata");
        assertSilent(answerOf(exchange -> send(exchange, 200, "")), "not Dapr's metadata");
        assertSilent(answerOf(HttpExchange::close), "breaks the connection off");
    }

    /** A pod must not send the operator elsewhere. */
    @Test
    void itSendsElsewhere() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        String elsewhere = Loopback.next();
        HttpServer other = HttpServer.create(new InetSocketAddress(elsewhere, 3501), 0);
        other.createContext("/", exchange -> {
            calls.incrementAndGet();
            send(exchange, 200, "{\"id\":\"notify\"}");
        });
        other.start();
        try {
            assertSilent(
                    answerOf(exchange -> {
                        exchange.getResponseHeaders().add("Location", "http://" + elsewhere + ":3501/v1.0/metadata");
                        send(exchange, 302, "");
                    }),
                    "answers with status 302");
            assertThat(calls).hasValue(0);
        } finally {
            other.stop(0);
        }
    }

    @Test
    void whatTheAppDeclaresItselfIsTold() throws Exception {
        assertThat(answerOf(exchange -> send(exchange, 200, """
                        {"id":"notify","components":[{"name":"todos-notify"}],"subscriptions":[
                          {"pubsubname":"todos-notify","topic":"a","rules":[{"path":"/a"}],"deadLetterTopic":"","type":"PROGRAMMATIC"},
                          {"pubsubname":"todos-notify","topic":"b","rules":[{"match":"x","path":"/b"}],"deadLetterTopic":"d","type":"DECLARATIVE"}
                        ]}"""))).isInstanceOfSatisfying(Loaded.class, loaded -> {
            assertThat(loaded.appId()).isEqualTo("notify");
            assertThat(loaded.components()).containsExactly("todos-notify");
            assertThat(loaded.subscriptions())
                    .extracting(SubscriptionShape::topic)
                    .containsExactly("a", "b");
            assertThat(loaded.ofTheApp()).extracting(SubscriptionShape::topic).containsExactly("a");
        });
    }
}
