package io.eventtopology.operator.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.eventtopology.operator.metrics.OperatorMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Answers {@code /healthz} (200 unless a watch hangs, which only a restart mends), {@code /readyz} (200 once the operator runs or
 * stands by) and {@code /metrics}.
 */
public final class HealthServer implements AutoCloseable {
    private final HttpServer server;

    private HealthServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts to answer.
     *
     * @param port 0 takes a free one
     * @param ready whether the operator runs or stands by
     */
    public static HealthServer start(int port, BooleanSupplier ready, WatchHealth watches, OperatorMetrics metrics) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/healthz", exchange -> {
                List<String> hanging = watches.hanging();
                answer(exchange, hanging.isEmpty() ? 200 : 503, hanging.isEmpty() ? "ok" : String.join("\n", hanging));
            });
            server.createContext("/readyz", exchange -> {
                boolean isReady = ready.getAsBoolean();
                answer(exchange, isReady ? 200 : 503, isReady ? "ok" : "starting");
            });
            server.createContext("/metrics", exchange -> answer(exchange, 200, metrics::scrape));
            server.start();
            return new HealthServer(server);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Port " + port + " for health checks and metrics cannot be opened (httpPort in the configuration)",
                    e);
        }
    }

    private static void answer(HttpExchange exchange, int status, Supplier<String> text) throws IOException {
        answer(exchange, status, text.get());
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /** The port. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
