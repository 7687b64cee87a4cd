package io.eventtopology.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.eventtopology.tools.dapr.DaprSidecar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A service that a sidecar of its own delivers events to, one request for each, from all partitions at once. */
final class DeliveredEvents implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final byte[] SUCCESS = "{\"status\":\"SUCCESS\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] RETRY = "{\"status\":\"RETRY\"}".getBytes(StandardCharsets.UTF_8);

    private final Shop shop;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer app;
    private final DaprSidecar sidecar;
    private volatile Handling handling = body -> {};
    private volatile CountDownLatch left = new CountDownLatch(0);

    DeliveredEvents(Shop shop) throws IOException {
        this.shop = shop;
        app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        app.setExecutor(threads);
        app.createContext("/", exchange -> answer(exchange, 404, new byte[0]));
        app.createContext(Shop.ROUTE, this::deliver);
        app.start();
        sidecar = shop.consumer(app.getAddress().getPort());
    }

    /** Publishes events and waits until all are handled; the time from the first publication to the last answer. */
    double seconds(List<byte[]> bodies, Handling how) throws InterruptedException {
        handling = how;
        left = new CountDownLatch(bodies.size());
        Map<String, Object> properties = new HashMap<>(shop.broker().adminProperties());
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(Shop.DELIVERED);
            long start = System.nanoTime();
            for (int i = 0; i < bodies.size(); i++) {
                var unused = producer.send(new ProducerRecord<>(Shop.DELIVERED, "todo-" + i, bodies.get(i)));
            }
            if (!left.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(left.getCount() + " events were not delivered");
            }
            return (System.nanoTime() - start) / 1e9;
        }
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
