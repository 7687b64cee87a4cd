package io.eventtopology.tools.proxy;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reverse proxy before a kube-apiserver that logs every request and injects faults on demand.
 *
 * <p>It listens for plain HTTP/1.1 on 127.0.0.1 and speaks HTTPS to the API server, trusting the CA of the upstream {@link Config}. The
 * caller's headers pass, Authorization among them; the proxy adds no identity of its own, so a client needs a bearer token:
 * {@link #through(Config)}.
 *
 * <p>Watches pass frame by frame, in the way in which the client asks for them. fabric8 7.5.2 asks for a websocket
 * ({@code WatchConnectionManager}) and, if that is refused or {@code onlyHttpWatches} is set, for a plain HTTP stream ({@code
 * WatchHTTPManager}). Both are supported, with every fault. Other websockets (exec, attach, port-forward) are refused with
 * 501.
 *
 * <p>What fabric8 7.5.2 does, as seen through this proxy: it repeats requests, POST too, after 429, 5xx and I/O errors by its own backoff
 * and ignores {@code Retry-After}; an informer on a plain HTTP stream says {@code isWatching() == false} until its first
 * frame, one on a websocket says true from the start; neither notices a hung watch.
 *
 * <p>Thread-safe. Faults of one kind are tried in the order in which they were set.
 */
public final class ApiFaultProxy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ApiFaultProxy.class);

    // Below Linux' ephemeral ports (from 32768): while the proxy refuses connections, no client may get its port as a
    // source port.
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_767;

    // How long a client may take to answer the end of its watch before its connection is cut.
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private record RequestFault(Fault fault, Predicate<ProxiedRequest> when, StatusReply reply) {}

    private record ReplyKill(Fault fault, Predicate<ProxiedRequest> when) {}

    private record Exchange(Instant arrived, ProxiedRequest request) {}

    private final Config config;
    private final Upstream upstream;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("fault-proxy-", 0).factory());
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final WatchDesk watches = new WatchDesk();
    private final List<RequestFault> failures = new CopyOnWriteArrayList<>();
    private final List<ReplyKill> kills = new CopyOnWriteArrayList<>();
    private final List<RequestRecord> requests = new ArrayList<>();
    private final int port;
    private @Nullable ServerSocket listener;

    private ApiFaultProxy(Config config) {
        this.config = config;
        upstream = new Upstream(config);
        ServerSocket first = listenSomewhere();
        port = first.getLocalPort();
        listener = first;
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
        return through(config);
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
        if (listener != null) {
            closeQuietly(listener);
            listener = null;
        }
        connections.forEach(ApiFaultProxy::closeQuietly);
        watches.end(request -> true, null);
    }

    /**
     * Opens the port again.
     *
     * @throws IllegalStateException when another program took the port meanwhile
     */
    public synchronized void acceptConnections() {
        if (listener == null) {
            try {
                listener = listen(port);
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
        upstream.close();
    }

    private ServerSocket listenSomewhere() {
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

    private ServerSocket listen(int onPort) throws IOException {
        ServerSocket listening = new ServerSocket();
        listening.setReuseAddress(true);
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        listening.bind(new InetSocketAddress(loopback, onPort), 200);
        threads.execute(() -> accept(listening));
        return listening;
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                connections.add(socket);
                threads.execute(() -> serve(socket));
                if (listening.isClosed()) {
                    // Refused after it was accepted, before it was known.
                    closeQuietly(socket);
                }
            } catch (IOException | RejectedExecutionException e) {
                log.debug("no longer accepting: {}", e.getMessage());
            }
        }
    }

    private void serve(Socket socket) {
        try (HttpConnection connection = new HttpConnection(socket)) {
            boolean open = true;
            while (open) {
                IncomingRequest incoming = connection.next();
                open = incoming != null && handle(connection, incoming);
            }
        } catch (IOException e) {
            log.debug("connection lost: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    /** Returns whether the connection can take another request. */
    private boolean handle(HttpConnection connection, IncomingRequest incoming)
            throws IOException, InterruptedException {
        Instant arrived = Instant.now();
        ProxiedRequest request = ProxiedRequest.parse(incoming.method(), incoming.target(), incoming.body());
        StatusReply failure = nextFailure(request);
        if (failure != null) {
            inject(connection, new Exchange(arrived, request), failure);
            return true;
        }
        if (!incoming.asksForWebSocket()) {
            return forward(connection, incoming, new Exchange(arrived, request));
        }
        if (request.verb() != Verb.WATCH) {
            inject(connection, new Exchange(arrived, request), new StatusReply(501, "NotImplemented", null));
            return true;
        }
        return forwardWebSocket(connection, incoming, new Exchange(arrived, request));
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

    private void inject(HttpConnection connection, Exchange exchange, StatusReply failure) throws IOException {
        byte[] json = failure.json().getBytes(StandardCharsets.UTF_8);
        record(exchange, Outcome.INJECTED, failure.code(), json.length);
        Map<String, List<String>> headers = new HashMap<>();
        headers.put("Content-Type", List.of("application/json"));
        if (failure.retryAfter() != null) {
            headers.put(
                    "Retry-After", List.of(Long.toString(failure.retryAfter().toSeconds())));
        }
        connection.answer(failure.code(), headers, json);
    }

    private boolean forward(HttpConnection connection, IncomingRequest incoming, Exchange exchange)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response;
        boolean streams;
        byte[] answer;
        try {
            response = upstream.send(incoming);
            streams = exchange.request.verb() == Verb.WATCH && response.statusCode() == 200;
            answer = streams ? new byte[0] : response.body().readAllBytes();
        } catch (IOException e) {
            unreachable(exchange, e);
            return false;
        }
        if (!mayAnswer(exchange, response.statusCode(), answer.length)) {
            response.body().close();
            return false;
        }
        Map<String, List<String>> headers = Upstream.forwarded(response.headers());
        if (!streams) {
            connection.answer(response.statusCode(), headers, answer);
            return true;
        }
        WatchStream stream = watches.open(exchange.request);
        try (InputStream frames = response.body()) {
            threads.execute(() -> read(stream, frames));
            deliver(stream, new ChunkedSink(connection, headers));
        } finally {
            watches.closed(stream);
        }
        return false;
    }

    private boolean forwardWebSocket(HttpConnection connection, IncomingRequest incoming, Exchange exchange)
            throws IOException, InterruptedException {
        WatchStream stream = watches.open(exchange.request);
        try {
            WebSocket socket;
            try {
                socket = upstream.openWebSocket(
                                incoming,
                                new WebSocketReader(
                                        json -> watches.arrived(stream, WatchFrame.parse(json)),
                                        () -> watches.upstreamEnded(stream)))
                        .get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof WebSocketHandshakeException refused)) {
                    unreachable(exchange, e);
                    return false;
                }
                int status = refused.getResponse().statusCode();
                if (mayAnswer(exchange, status, 0)) {
                    connection.answer(
                            status, Upstream.forwarded(refused.getResponse().headers()), new byte[0]);
                }
                return false;
            }
            try {
                String key = incoming.header("Sec-WebSocket-Key");
                if (key != null && mayAnswer(exchange, 101, 0)) {
                    deliver(stream, new WebSocketSink(connection, key));
                }
            } finally {
                socket.abort();
            }
        } finally {
            watches.closed(stream);
        }
        return false;
    }

    /** Logs the answer; false if a fault keeps it from the client. */
    private boolean mayAnswer(Exchange exchange, int status, long bytes) {
        boolean killed = killsReply(exchange.request);
        record(exchange, killed ? Outcome.REPLY_KILLED : Outcome.ANSWERED, status, bytes);
        return !killed;
    }

    private void unreachable(Exchange exchange, Exception cause) {
        log.debug("{} did not reach the API server: {}", exchange.request, cause.toString());
        record(exchange, Outcome.UNREACHABLE, 0, 0);
    }

    private void deliver(WatchStream stream, WatchSink sink) throws IOException, InterruptedException {
        CountDownLatch left = new CountDownLatch(1);
        threads.execute(() -> {
            try {
                sink.awaitDeparture();
            } catch (IOException e) {
                log.debug("the client of {} is gone: {}", stream.request, e.toString());
            } finally {
                left.countDown();
                watches.abandoned(stream);
            }
        });
        while (true) {
            switch (watches.next(stream)) {
                case WatchStream.Deliver(WatchFrame frame) -> sink.send(frame.json());
                case WatchStream.End(StatusReply error) -> {
                    if (error != null) {
                        sink.send("{\"type\":\"ERROR\",\"object\":" + error.json() + "}");
                    }
                    sink.end();
                    boolean unused = left.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
                    return;
                }
            }
        }
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

    private void record(Exchange exchange, Outcome outcome, int status, long bytes) {
        synchronized (requests) {
            requests.add(new RequestRecord(exchange.arrived, exchange.request, outcome, status, bytes));
        }
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            log.debug("closing: {}", e.toString());
        }
    }
}
