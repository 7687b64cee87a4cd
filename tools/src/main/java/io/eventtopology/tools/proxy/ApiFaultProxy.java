package io.eventtopology.tools.proxy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reverse proxy before a kube-apiserver that logs every request and injects faults on demand.
 *
 * <p>It listens for plain HTTP/1.1 on 127.0.0.1 and speaks HTTPS to the API server, trusting the CA of the upstream
 * {@link Config}. The caller's headers pass, Authorization among them; the proxy adds no identity of its own, so a client needs a bearer
 * token: {@link #through(Config)}. Watches pass frame by frame.
 *
 * <p>Watches over websockets are refused: fabric8 7.5.2 asks for a websocket first ({@code WatchConnectionManager}) and takes a plain
 * HTTP watch ({@code WatchHTTPManager}) when the handshake is answered with 200 or 503 ({@code BaseOperation.submitWatch}). The
 * proxy answers 200, because 503 is retried with backoff before the fallback. Such a handshake is neither logged nor
 * subject to faults; the HTTP watch that follows is both.
 *
 * <p>The proxy notices that a client left a watch when it next has a frame for it. Until then, at most for the minute
 * between two bookmarks, that watch still counts as open.
 *
 * <p>Thread-safe. Faults of one kind are tried in the order in which they were set.
 */
public final class ApiFaultProxy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ApiFaultProxy.class);

    // Below Linux' ephemeral ports (from 32768): while the proxy refuses connections, no client may get its port as a
    // source port.
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_767;

    // Of one connection only (RFC 9110, 7.6.1), or set by the HTTP client; Accept-Encoding because frames must stay
    // readable.
    private static final Set<String> NOT_FORWARDED = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "date",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private record RequestFault(Fault fault, Predicate<ProxiedRequest> when, StatusReply reply) {}

    private record ReplyKill(Fault fault, Predicate<ProxiedRequest> when) {}

    private final Config upstream;
    private final URI upstreamUri;
    private final HttpClient client;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("fault-proxy-", 0).factory());
    private final WatchDesk watches = new WatchDesk();
    private final List<RequestFault> failures = new CopyOnWriteArrayList<>();
    private final List<ReplyKill> kills = new CopyOnWriteArrayList<>();
    private final List<RequestRecord> requests = new ArrayList<>();
    private final int port;
    private @Nullable HttpServer server;

    private ApiFaultProxy(Config upstream) {
        this.upstream = upstream;
        upstreamUri = URI.create(upstream.getMasterUrl());
        client = client(upstream);
        HttpServer first = listenSomewhere();
        port = first.getAddress().getPort();
        server = first;
    }

    /**
     * Starts a proxy on a free port.
     *
     * @param upstream address and CA of the API server; its credentials are used by {@link #config()} only
     * @throws IllegalStateException when the CA cannot be read or no port is free
     */
    public static ApiFaultProxy start(Config upstream) {
        return new ApiFaultProxy(upstream);
    }

    /** Port on 127.0.0.1; it stays the same for the proxy's life. */
    public int port() {
        return port;
    }

    /** Address for {@code masterUrl}, with a slash at its end. */
    public String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    /**
     * The upstream's configuration, led through this proxy.
     *
     * @throws IllegalArgumentException as {@link #through}
     */
    public Config config() {
        return through(upstream);
    }

    /**
     * A copy of a client's configuration that talks to this proxy instead of the API server.
     *
     * @throws IllegalArgumentException when it authenticates by client certificate only, which a proxy cannot pass on
     */
    public Config through(Config identity) {
        boolean hasToken = identity.getOauthToken() != null || identity.getAutoOAuthToken() != null;
        boolean hasCertificate = identity.getClientCertData() != null || identity.getClientCertFile() != null;
        if (hasCertificate && !hasToken) {
            throw new IllegalArgumentException("The client of " + identity.getMasterUrl()
                    + " authenticates by certificate, which cannot pass a proxy: give it a bearer token");
        }
        return new ConfigBuilder(identity)
                .withMasterUrl(url())
                .withCaCertData(null)
                .withCaCertFile(null)
                .withClientCertData(null)
                .withClientCertFile(null)
                .withClientKeyData(null)
                .withClientKeyFile(null)
                .withHttpProxy(null)
                .withHttpsProxy(null)
                .build();
    }

    /**
     * Answers the next requests that match with a failure; the API server does not see them.
     *
     * @param times how many
     * @param when which
     * @param status HTTP status, 400 to 599
     * @param reason the reason in the {@code Status} body, e.g. {@code TooManyRequests}, {@code Conflict}, {@code Forbidden}
     */
    public Fault failNext(int times, Predicate<ProxiedRequest> when, int status, String reason) {
        return fail(times, when, new StatusReply(status, reason, null));
    }

    /**
     * As {@link #failNext(int, Predicate, int, String)}, with a {@code Retry-After} header.
     *
     * @param retryAfter whole seconds
     */
    public Fault failNext(int times, Predicate<ProxiedRequest> when, int status, String reason, Duration retryAfter) {
        return fail(times, when, new StatusReply(status, reason, retryAfter));
    }

    private Fault fail(int times, Predicate<ProxiedRequest> when, StatusReply reply) {
        Fault fault = new Fault(times);
        failures.add(new RequestFault(fault, when, reply));
        return fault;
    }

    /**
     * Lets the API server carry out the next request that matches, then closes the connection instead of answering. Note that
     * fabric8 repeats a request, a POST too, after an I/O error.
     */
    public Fault killReply(Predicate<ProxiedRequest> when) {
        Fault fault = new Fault(1);
        kills.add(new ReplyKill(fault, when));
        return fault;
    }

    /**
     * Ends the open watches that match, as the API server ends one whose time is over. What was held is lost to them.
     *
     * @return how many
     */
    public int closeWatches(Predicate<ProxiedRequest> which) {
        return watches.end(which, null);
    }

    /**
     * Sends the open watches that match an ERROR event with 410 Expired and ends them.
     *
     * @return how many
     */
    public int expireWatches(Predicate<ProxiedRequest> which) {
        return watches.end(which, new StatusReply(410, "Expired", null));
    }

    /**
     * From now on watches that match, open ones and new ones, stay connected but deliver nothing. Frames, bookmarks and
     * the end of the stream are kept until {@link #releaseWatches}. Other requests go on.
     */
    public void hangWatches(Predicate<ProxiedRequest> which) {
        watches.hang(which);
    }

    /** Ends every hang; what was kept is delivered in order. */
    public void releaseWatches() {
        watches.releaseHangs();
    }

    /** How many open watches match. */
    public int openWatches(Predicate<ProxiedRequest> which) {
        return watches.count(which);
    }

    /** Loses the next frames that match, counted over all watches; their clients never get them. */
    public Fault dropNextWatchFrames(int times, Predicate<WatchFrame> which) {
        return watches.drop(times, which);
    }

    /**
     * Keeps back frames that match while others pass. A client that reconnects meanwhile resumes after the newest frame it
     * got, so it never gets the older ones that were kept.
     */
    public void holdWatchFrames(Predicate<WatchFrame> which) {
        watches.hold(which);
    }

    /** Frames kept back now, for whatever reason, over all watches. */
    public int heldWatchFrames() {
        return watches.countHeld();
    }

    /** Ends every hold; what was kept is delivered in order. */
    public void releaseWatchFrames() {
        watches.releaseHolds();
    }

    /**
     * Ends every hold and loses what was kept. Holding an object's frames while it is created and deleted, then discarding
     * them, collapses its life to nothing, as a relist after both would.
     *
     * @return how many frames were lost
     */
    public int discardWatchFrames() {
        return watches.discardHeld();
    }

    /** Plays an API server that is down: closes the port and every connection. */
    public synchronized void refuseConnections() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
        watches.end(request -> true, null);
    }

    /**
     * Opens the port again.
     *
     * @throws IllegalStateException when another program took the port meanwhile
     */
    public synchronized void acceptConnections() {
        if (server == null) {
            try {
                server = listen(port);
            } catch (IOException e) {
                throw new IllegalStateException("Cannot open 127.0.0.1:" + port + " again", e);
            }
        }
    }

    /** Ends every fault: nothing fails, hangs or is held any more, and connections are accepted. The log stays. */
    public void heal() {
        failures.forEach(failure -> failure.fault.cancel());
        failures.clear();
        kills.forEach(kill -> kill.fault.cancel());
        kills.clear();
        watches.heal();
        acceptConnections();
    }

    /** Every request so far, in the order of their answers. */
    public List<RequestRecord> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** The requests that matched. */
    public List<RequestRecord> requests(Predicate<ProxiedRequest> which) {
        return requests().stream().filter(entry -> which.test(entry.request())).toList();
    }

    /** Every write so far, whatever became of it; leases too. */
    public List<RequestRecord> writes() {
        return requests(request -> request.verb().isWrite());
    }

    /** Empties the log. Faults stay. */
    public void clear() {
        synchronized (requests) {
            requests.clear();
        }
    }

    /** Closes the port and every connection. */
    @Override
    public void close() {
        refuseConnections();
        threads.shutdownNow();
        client.shutdownNow();
    }

    private static HttpClient client(Config upstream) {
        Config trust = new ConfigBuilder(upstream)
                .withClientCertData(null)
                .withClientCertFile(null)
                .withClientKeyData(null)
                .withClientKeyFile(null)
                .build();
        try {
            return HttpClient.newBuilder()
                    // One connection for each request: HTTP/2 would limit the number of watches.
                    .version(HttpClient.Version.HTTP_1_1)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(Duration.ofSeconds(10))
                    .sslContext(SSLUtils.sslContext(trust))
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot read the CA of the API server " + upstream.getMasterUrl(), e);
        }
    }

    private HttpServer listenSomewhere() {
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                return listen(ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1));
            } catch (BindException e) {
                log.debug("port in use, taking another: {}", e.getMessage());
            } catch (IOException e) {
                throw new IllegalStateException("Cannot listen on 127.0.0.1", e);
            }
        }
        throw new IllegalStateException("No free port from " + FIRST_PORT + " to " + LAST_PORT + " on 127.0.0.1");
    }

    private HttpServer listen(int onPort) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer listening = HttpServer.create(new InetSocketAddress(loopback, onPort), 0);
        listening.setExecutor(threads);
        listening.createContext("/", this::handle);
        listening.start();
        return listening;
    }

    private void handle(HttpExchange exchange) throws IOException {
        Instant arrived = Instant.now();
        byte[] body = exchange.getRequestBody().readAllBytes();
        if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
            answer(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
            return;
        }
        ProxiedRequest request = ProxiedRequest.parse(exchange.getRequestMethod(), exchange.getRequestURI(), body);
        StatusReply failure = nextFailure(request);
        if (failure != null) {
            byte[] json = failure.json().getBytes(StandardCharsets.UTF_8);
            record(new RequestRecord(arrived, request, Outcome.INJECTED, failure.code(), json.length));
            if (failure.retryAfter() != null) {
                exchange.getResponseHeaders()
                        .set("Retry-After", Long.toString(failure.retryAfter().toSeconds()));
            }
            answer(exchange, failure.code(), json);
            return;
        }
        try {
            forward(exchange, request, body, arrived);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.close();
        }
    }

    private @Nullable StatusReply nextFailure(ProxiedRequest request) {
        failures.removeIf(failure -> failure.fault.isSpent());
        for (RequestFault failure : failures) {
            if (failure.when.test(request) && failure.fault.strike()) {
                return failure.reply;
            }
        }
        return null;
    }

    private boolean killsReply(ProxiedRequest request) {
        kills.removeIf(kill -> kill.fault.isSpent());
        return kills.stream().anyMatch(kill -> kill.when.test(request) && kill.fault.strike());
    }

    private void forward(HttpExchange exchange, ProxiedRequest request, byte[] body, Instant arrived)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response;
        byte[] answer;
        boolean streams;
        try {
            response = client.send(upstreamRequest(exchange, body), HttpResponse.BodyHandlers.ofInputStream());
            streams = request.verb() == Verb.WATCH && response.statusCode() == 200;
            answer = streams ? new byte[0] : response.body().readAllBytes();
        } catch (IOException e) {
            log.debug("{} did not reach the API server: {}", request, e.toString());
            record(new RequestRecord(arrived, request, Outcome.UNREACHABLE, 0, 0));
            exchange.close();
            return;
        }
        boolean killed = killsReply(request);
        Outcome outcome = killed ? Outcome.REPLY_KILLED : Outcome.ANSWERED;
        record(new RequestRecord(arrived, request, outcome, response.statusCode(), answer.length));
        if (killed) {
            response.body().close();
            exchange.close();
            return;
        }
        response.headers().map().forEach((name, values) -> {
            if (isForwarded(name)) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        if (streams) {
            stream(exchange, request, response.body());
        } else {
            answer(exchange, response.statusCode(), answer);
        }
    }

    private HttpRequest upstreamRequest(HttpExchange exchange, byte[] body) {
        HttpRequest.BodyPublisher publisher =
                body.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        upstreamUri.resolve(exchange.getRequestURI().toString()))
                .method(exchange.getRequestMethod(), publisher);
        Headers headers = exchange.getRequestHeaders();
        headers.forEach((name, values) -> {
            if (isForwarded(name)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    private static boolean isForwarded(String header) {
        return !NOT_FORWARDED.contains(header.toLowerCase(Locale.ROOT));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (!exchange.getResponseHeaders().containsKey("Content-Type")) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private void stream(HttpExchange exchange, ProxiedRequest request, InputStream frames)
            throws IOException, InterruptedException {
        WatchStream stream = watches.open(request);
        threads.execute(() -> read(stream, frames));
        try (frames) {
            exchange.sendResponseHeaders(200, 0); // 0: chunked
            OutputStream out = exchange.getResponseBody();
            out.flush();
            while (true) {
                switch (watches.next(stream)) {
                    case WatchStream.Deliver(WatchFrame frame) -> writeLine(out, frame.json());
                    case WatchStream.End(StatusReply error) -> {
                        if (error != null) {
                            writeLine(out, "{\"type\":\"ERROR\",\"object\":" + error.json() + "}");
                        }
                        out.close();
                        return;
                    }
                }
            }
        } catch (IOException e) {
            log.debug("the client of {} left: {}", request, e.toString());
            exchange.close();
        } finally {
            watches.closed(stream);
        }
    }

    private static void writeLine(OutputStream out, String json) throws IOException {
        out.write((json + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void read(WatchStream stream, InputStream frames) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(frames, StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> watches.arrived(stream, WatchFrame.parse(line)));
        } catch (IOException | UncheckedIOException e) {
            log.debug("{} ended: {}", stream.request, e.toString());
        } finally {
            watches.upstreamEnded(stream);
        }
    }

    private void record(RequestRecord entry) {
        synchronized (requests) {
            requests.add(entry);
        }
    }
}
