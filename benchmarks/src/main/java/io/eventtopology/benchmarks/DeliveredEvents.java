package io.eventtopology.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.eventtopology.tools.dapr.DaprSidecar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A service that a sidecar of its own delivers events to, from all partitions at once: one request for each event, or in bulk. */
final class DeliveredEvents implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final byte[] SUCCESS = "{\"status\":\"SUCCESS\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] RETRY = "{\"status\":\"RETRY\"}".getBytes(StandardCharsets.UTF_8);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer app;
    private final DaprSidecar sidecar;
    private volatile Handling handling = body -> {};
    private volatile CountDownLatch left = new CountDownLatch(0);

    /**
     * Starts both.
     *
     * @param bulk whether a request carries up to 500 events; its handling is that nothing is done
     */
    DeliveredEvents(Shop shop, boolean bulk) throws IOException {
        app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        app.setExecutor(threads);
        app.createContext("/", exchange -> answer(exchange, 404, new byte[0]));
        app.createContext(Shop.ROUTE, bulk ? this::deliverBulk : this::deliver);
        app.start();
        sidecar = shop.consumer(app.getAddress().getPort(), bulk);
    }

    /** Lets events come and waits until all are handled; the time from the first publication to the last answer. */
    double seconds(int events, Handling how, Work publishing) throws Exception {
        handling = how;
        CountDownLatch all = new CountDownLatch(events);
        left = all;
        long start = System.nanoTime();
        publishing.run();
        if (!all.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(all.getCount() + " events were not delivered");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void deliver(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        try {
            handling.handle(body);
        } catch (Exception e) {
            answer(exchange, 200, RETRY);
            return;
        }
        answer(exchange, 200, SUCCESS);
        left.countDown();
    }

    private void deliverBulk(HttpExchange exchange) throws IOException {
        JsonNode entries = MAPPER.readTree(exchange.getRequestBody()).path("entries");
        ArrayNode statuses = MAPPER.createArrayNode();
        entries.forEach(entry -> statuses.addObject()
                .put("entryId", entry.path("entryId").asText())
                .put("status", "SUCCESS"));
        answer(exchange, 200, MAPPER.writeValueAsBytes(MAPPER.createObjectNode().set("statuses", statuses)));
        entries.forEach(entry -> left.countDown());
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        sidecar.close();
        app.stop(0);
        threads.close();
    }
}
