package io.eventtopology.tools.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each fault alone, on the wire, with a scripted server behind the proxy; against a real API server: {@code ApiFaultProxyIT}. */
@Timeout(30)
class ApiFaultProxyTest {
    private static final String TOPICS = "apis/kafka.strimzi.io/v1/namespaces/ns/kafkatopics";
    private static final Predicate<ProxiedRequest> ANY = request -> true;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ScriptedServer upstream;
    private ApiFaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedServer();
        proxy = ApiFaultProxy.start(upstream.config());
    }

    @AfterEach
    void stop() {
        proxy.close();
        upstream.close();
        http.shutdownNow();
    }

    @Test
    void forwardsTheCallersRequestAndLogsIt() throws Exception {
        HttpResponse<String> answer = send("POST", TOPICS + "?fieldManager=a%20b", "{\"x\":1}");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("POST /" + TOPICS + "?fieldManager=a%20b Bearer caller {\"x\":1}");
        assertThat(answer.headers().firstValue("Audit-Id")).hasValue("a1");
        assertThat(proxy.requests()).singleElement().satisfies(entry -> {
            assertThat(entry.outcome()).isEqualTo(Outcome.ANSWERED);
            assertThat(entry.status()).isEqualTo(201);
            assertThat(entry.bytes()).isEqualTo(answer.body().length());
            assertThat(entry.request().query()).containsEntry("fieldManager", "a b");
            assertThat(entry.request().body()).isEqualTo("{\"x\":1}");
            assertThat(entry.isCommittedWrite()).isTrue();
        });
        assertThat(proxy.writes()).hasSize(1);
        proxy.clear();
        assertThat(proxy.requests()).isEmpty();
    }

    @Test
    void theLogNeverPrintsABody() throws Exception {
        send("POST", "api/v1/namespaces/ns/secrets", "{\"data\":\"canary\"}");

        assertThat(proxy.requests().toString()).doesNotContain("canary");
    }

    @Test
    void failsAsManyRequestsAsAskedAndOnlyThoseThatMatch() throws Exception {
        Fault fault = proxy.failNext(
                2, ProxiedRequest.matching(Verb.CREATE, "kafkatopics"), 429, "TooManyRequests", Duration.ofSeconds(3));

        assertThat(send("GET", TOPICS, "").statusCode()).isEqualTo(200);
        HttpResponse<String> first = send("POST", TOPICS, "{}");
        HttpResponse<String> second = send("POST", TOPICS, "{}");
        HttpResponse<String> third = send("POST", TOPICS, "{}");

        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.headers().firstValue("Retry-After")).hasValue("3");
        assertThat(first.body())
                .contains("\"kind\":\"Status\"", "\"code\":429", "\"reason\":\"TooManyRequests\"")
                .contains("\"retryAfterSeconds\":3");
        assertThat(List.of(second.statusCode(), third.statusCode())).containsExactly(429, 201);
        assertThat(fault.hits()).isEqualTo(2);
        assertThat(fault.isSpent()).isTrue();
        assertThat(upstream.seen).filteredOn(line -> line.startsWith("POST")).hasSize(1);
        assertThat(proxy.writes())
                .extracting(RequestRecord::outcome)
                .containsExactly(Outcome.INJECTED, Outcome.INJECTED, Outcome.ANSWERED);
    }

    @Test
    void aCancelledFaultStrikesNoMore() throws Exception {
        Fault fault = proxy.failNext(5, ANY, 500, "InternalError");
        assertThat(send("GET", "version", "").statusCode()).isEqualTo(500);
        fault.cancel();
        assertThat(send("GET", "version", "").statusCode()).isEqualTo(200);

        proxy.failNext(5, ANY, 500, "InternalError");
        proxy.heal();
        assertThat(send("GET", "version", "").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAFailureThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.failNext(1, ANY, 200, "OK"))
                .withMessageContaining("200");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.failNext(0, ANY, 500, "InternalError"))
                .withMessageContaining("0 times");
    }

    @Test
    void refusesAClientThatHasOnlyACertificate() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy.through(new ConfigBuilder(upstream.config())
                        .withOauthToken(null)
                        .withClientCertData("c")
                        .build()))
                .withMessageContaining("bearer token");
    }

    @Test
    void killsTheReplyAfterTheWriteWasCommitted() throws Exception {
        Fault fault = proxy.killReply(request -> request.verb() == Verb.CREATE);

        assertThatThrownBy(() -> send("POST", TOPICS, "{}")).isInstanceOf(IOException.class);

        assertThat(upstream.seen).hasSize(1);
        assertThat(fault.hits()).isEqualTo(1);
        assertThat(proxy.writes()).singleElement().satisfies(entry -> {
            assertThat(entry.outcome()).isEqualTo(Outcome.REPLY_KILLED);
            assertThat(entry.isCommittedWrite()).isTrue();
        });
        assertThat(send("POST", TOPICS, "{}").statusCode()).isEqualTo(201);
    }

    @Test
    void refusesConnectionsAndAcceptsThemOnTheSamePort() throws Exception {
        Watched watch = watch(TOPICS);
        proxy.refuseConnections();

        assertThatThrownBy(() -> send("GET", "version", "")).isInstanceOf(ConnectException.class);
        await().until(watch::isOver);

        proxy.acceptConnections();
        assertThat(send("GET", "version", "").statusCode()).isEqualTo(200);
    }

    @Test
    void anUnreachableApiServerIsAClosedConnection() {
        upstream.close();

        assertThatThrownBy(() -> send("PUT", TOPICS + "/t", "{}")).isInstanceOf(IOException.class);
        assertThat(proxy.requests()).isNotEmpty().allSatisfy(entry -> {
            assertThat(entry.outcome()).isEqualTo(Outcome.UNREACHABLE);
            assertThat(entry.status()).isZero();
        });
    }

    /** The scripted server speaks no websocket; so does many a proxy before a real API server. */
    @Test
    void passesOnThatTheServerRefusesAWebsocket() {
        assertThat(webSocketStatus(TOPICS + "?watch=true")).isEqualTo(200);
        assertThat(upstream.seen).hasSize(1);
        assertThat(proxy.requests())
                .singleElement()
                .satisfies(entry -> assertThat(entry.status()).isEqualTo(200));
    }

    @Test
    void refusesAWebsocketThatIsNoWatch() {
        assertThat(webSocketStatus("api/v1/namespaces/ns/pods/p/exec")).isEqualTo(501);
        assertThat(upstream.seen).isEmpty();
    }

    @Test
    void aWatchMayFailToOpen() {
        proxy.failNext(1, ANY, 403, "Forbidden");
        assertThat(webSocketStatus(TOPICS + "?watch=true")).isEqualTo(403);
        assertThat(upstream.seen).isEmpty();
    }

    private int webSocketStatus(String path) {
        Throwable refused = catchThrowable(() -> http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + proxy.port() + "/" + path), new WebSocket.Listener() {})
                .get(10, TimeUnit.SECONDS));
        assertThat(refused).isInstanceOf(ExecutionException.class);
        assertThat(refused.getCause()).isInstanceOf(WebSocketHandshakeException.class);
        return ((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode();
    }

    @Test
    void aWatchWhoseClientLeftIsNoLongerOpen() throws Exception {
        Watched watch = watch(TOPICS);
        await().until(() -> proxy.openWatches(ANY) == 1);

        http.shutdownNow();

        await().until(() -> proxy.openWatches(ANY) == 0);
        await().until(watch::isOver);
    }

    @Test
    void aRequestThatIsNoHttpClosesItsConnectionOnly() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", proxy.port())) {
            socket.getOutputStream().write("nonsense\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isNegative();
        }
        assertThat(send("GET", "version", "").statusCode()).isEqualTo(200);
    }

    @Test
    void passesEveryFrameAtOnceAndTheEndOfTheWatch() throws Exception {
        Watched watch = watch(TOPICS);
        upstream.emit("ADDED", "KafkaTopic", "a");
        watch.awaitNames("ADDED a");
        upstream.emit("DELETED", "KafkaTopic", "a");
        watch.awaitNames("ADDED a", "DELETED a");
        assertThat(watch.isOver()).isFalse();

        upstream.endWatch();
        await().until(watch::isOver);
        await().until(() -> proxy.openWatches(ANY) == 0);
    }

    @Test
    void closesOnlyTheWatchesThatMatch() throws Exception {
        Watched closed = watch(TOPICS);
        Watched open = watch("api/v1/configmaps");
        await().until(() -> proxy.openWatches(ANY) == 2);

        assertThat(proxy.closeWatches(ProxiedRequest.matching(Verb.WATCH, "kafkatopics")))
                .isEqualTo(1);

        await().until(closed::isOver);
        assertThat(closed.failure).isNull();
        assertThat(open.isOver()).isFalse();
        assertThat(proxy.openWatches(ANY)).isEqualTo(1);
    }

    @Test
    void expiresAWatchWith410() throws Exception {
        Watched watch = watch(TOPICS);
        await().until(() -> proxy.openWatches(ANY) == 1);

        assertThat(proxy.expireWatches(ANY)).isEqualTo(1);

        await().until(watch::isOver);
        assertThat(watch.lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains(
                                "\"type\":\"ERROR\"", "\"code\":410", "\"reason\":\"Expired\"", "\"kind\":\"Status\""));
    }

    @Test
    void aHungWatchStaysConnectedDeliversNothingAndCatchesUp() throws Exception {
        Watched watch = watch(TOPICS);
        proxy.hangWatches(ANY);
        upstream.emit("ADDED", "KafkaTopic", "a");
        upstream.emit("MODIFIED", "KafkaTopic", "a");
        upstream.endWatch();
        await().until(() -> proxy.heldWatchFrames() == 2);

        assertThat(send("GET", "version", "").statusCode()).isEqualTo(200);
        assertThat(watch.lines).isEmpty();
        assertThat(watch.isOver()).isFalse();

        proxy.releaseWatches();
        watch.awaitNames("ADDED a", "MODIFIED a");
        await().until(watch::isOver);
    }

    @Test
    void dropsAsManyFramesAsAsked() throws Exception {
        Watched watch = watch(TOPICS);
        Fault fault = proxy.dropNextWatchFrames(
                1, frame -> frame.type().equals("ADDED") && frame.name().equals("b"));
        upstream.emit("ADDED", "KafkaTopic", "a");
        upstream.emit("ADDED", "KafkaTopic", "b");
        upstream.emit("ADDED", "KafkaTopic", "b");

        watch.awaitNames("ADDED a", "ADDED b");
        assertThat(fault.hits()).isEqualTo(1);
    }

    @Test
    void holdsTheFramesOfOneObjectWhileOthersPass() throws Exception {
        Watched watch = watch(TOPICS);
        proxy.holdWatchFrames(frame -> frame.name().equals("a"));
        upstream.emit("ADDED", "KafkaTopic", "a");
        upstream.emit("ADDED", "KafkaTopic", "b");
        upstream.emit("DELETED", "KafkaTopic", "a");

        watch.awaitNames("ADDED b");
        await().until(() -> proxy.heldWatchFrames() == 2);
        proxy.releaseWatchFrames();
        watch.awaitNames("ADDED b", "ADDED a", "DELETED a");
    }

    @Test
    void discardingHeldFramesCollapsesAnObjectsLife() throws Exception {
        Watched watch = watch(TOPICS);
        proxy.holdWatchFrames(frame -> frame.name().equals("a"));
        upstream.emit("ADDED", "KafkaTopic", "a");
        upstream.emit("DELETED", "KafkaTopic", "a");
        await().until(() -> proxy.heldWatchFrames() == 2);

        assertThat(proxy.discardWatchFrames()).isEqualTo(2);

        upstream.emit("ADDED", "KafkaTopic", "b");
        watch.awaitNames("ADDED b");
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(proxy.url() + path))
                .header("Authorization", "Bearer caller")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private Watched watch(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(proxy.url() + path + "?watch=true"))
                .build();
        return new Watched(
                http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body());
    }

    /** A client's side of a watch. */
    private static final class Watched {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Thread reader;
        private volatile Exception failure;

        Watched(InputStream body) {
            reader = Thread.startVirtualThread(() -> {
                try (BufferedReader frames = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                    frames.lines().forEach(lines::add);
                } catch (Exception e) {
                    failure = e;
                }
            });
        }

        boolean isOver() {
            return !reader.isAlive();
        }

        void awaitNames(String... expected) {
            await().untilAsserted(() -> assertThat(lines)
                    .map(WatchFrame::parse)
                    .map(frame -> frame.type() + " " + frame.name())
                    .containsExactly(expected));
        }
    }
}
