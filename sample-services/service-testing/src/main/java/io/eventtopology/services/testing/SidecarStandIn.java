package io.eventtopology.services.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands in for the Dapr sidecar where a test needs faults that a real one does not produce on demand: it takes what is published, and
 * answers invocations as the test says. Nothing is delivered; how events flow is tested with real sidecars elsewhere.
 */
public final class SidecarStandIn implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String INVOKE = "/v1.0/invoke/";

    private final HttpServer server;
    private final List<JsonNode> published = new CopyOnWriteArrayList<>();
    private final List<String> invoked = new CopyOnWriteArrayList<>();
    private final AtomicInteger refuseWith = new AtomicInteger();
    private volatile Invocation invocation = path -> 404;

    /** Answers an invocation. */
    @FunctionalInterface
    public interface Invocation {
        /** HTTP status of the answer to a path such as {@code user/method/users/17}; may wait. */
        int statusOf(String path) throws InterruptedException;
    }

    private SidecarStandIn(HttpServer server) {
        this.server = server;
    }

    static SidecarStandIn start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            SidecarStandIn sidecar = new SidecarStandIn(server);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", sidecar::answer);
            server.start();
            return sidecar;
        } catch (IOException e) {
            throw new IllegalStateException("No port for the sidecar's stand-in", e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** From now on invocations are answered so. */
    public void answerInvocations(Invocation answer) {
        invocation = answer;
    }

    /** From now on publishing is refused with this status; 0 takes what is published again. */
    public void refusePublishing(int status) {
        refuseWith.set(status);
    }

    /** Paths that were invoked so far. */
    public List<String> invoked() {
        return List.copyOf(invoked);
    }

    /** Events that were published so far about a subject, in order; each is a CloudEvent. */
    public List<JsonNode> published(String subject) {
        return published.stream()
                .filter(event -> event.path("subject").asText().equals(subject))
                .toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(path.startsWith(INVOKE) ? invoke(path) : publish(path, body), -1);
        }
    }

    private int invoke(String path) {
        invoked.add(path.substring(INVOKE.length()));
        try {
            return invocation.statusOf(path.substring(INVOKE.length()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 500;
        }
    }

    private int publish(String path, byte[] body) throws IOException {
        if (refuseWith.get() != 0) {
            return refuseWith.get();
        }
        List<JsonNode> events = new ArrayList<>();
        JsonNode tree = MAPPER.readTree(body);
        if (path.contains("/publish/bulk/")) {
            for (JsonNode entry : tree) {
                events.add(inBulk(entry));
            }
        } else {
            events.add(tree);
        }
        published.addAll(events);
        return 204;
    }

    /** daprd hands a raw text on as it is. */
    private static JsonNode inBulk(JsonNode entry) throws IOException {
        JsonNode event = entry.path("event");
        return entry.path("contentType").asText().equals("text/plain") ? MAPPER.readTree(event.asText()) : event;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
