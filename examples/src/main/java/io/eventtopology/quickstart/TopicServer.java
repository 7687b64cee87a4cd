package io.eventtopology.quickstart;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Lets people read topics with curl: {@code /} counts the events of each topic, {@code /<topic>} has them. On 127.0.0.1 alone; for
 * looking around, nothing depends on it.
 */
final class TopicServer implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TopicTail wire;
    private final HttpServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

    private TopicServer(TopicTail wire, HttpServer server) {
        this.wire = wire;
        this.server = server;
    }

    /** Starts on a free port. */
    static TopicServer start(TopicTail wire) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            TopicServer topics = new TopicServer(wire, server);
            server.createContext("/", topics::answer);
            server.setExecutor(topics.requests);
            server.start();
            return topics;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot serve topics over HTTP", e);
        }
    }

    /** Where it answers, without a slash at the end. */
    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String topic = exchange.getRequestURI().getPath().substring(1);
            List<WireEvent> all = wire.read();
            if (topic.isEmpty()) {
                send(
                        exchange,
                        200,
                        all.stream()
                                .collect(Collectors.groupingBy(WireEvent::topic, TreeMap::new, Collectors.counting())));
                return;
            }
            List<Map<String, Object>> events = all.stream()
                    .filter(event -> event.topic().equals(topic))
                    .map(TopicServer::fields)
                    .toList();
            send(exchange, events.isEmpty() ? 404 : 200, events);
        }
    }

    private static Map<String, Object> fields(WireEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("partition", event.partition());
        fields.put("offset", event.offset());
        fields.put("key", event.key());
        fields.put("event", event.json());
        return fields;
    }

    private static void send(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(body) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        requests.shutdownNow();
    }
}
