package io.eventtopology.tools.localrun;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A service in one file: it receives events, publishes, calls others, tells its environment, and gets ill on request. */
final class TinyApp {
    private static final Map<String, String> ENV = System.getenv();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final List<String> RECEIVED = new CopyOnWriteArrayList<>();
    private static volatile boolean alive = true;

    private TinyApp() {}

    public static void main(String[] arguments) throws IOException {
        if (ENV.containsKey("BROKEN")) {
            System.err.println("cannot start: " + ENV.get("BROKEN"));
            System.exit(7);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("asked to stop")));
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(ENV.get("SERVICE_PORT"))), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/ready", exchange -> answer(exchange, 200, "ready"));
        server.createContext("/live", exchange -> answer(exchange, alive ? 200 : 500, "live"));
        server.createContext("/die-slowly", exchange -> {
            alive = false;
            answer(exchange, 200, "ill");
        });
        server.createContext(
                "/env/",
                exchange -> answer(
                        exchange,
                        200,
                        ENV.getOrDefault(exchange.getRequestURI().getPath().substring(5), "none")));
        server.createContext(
                "/pid",
                exchange -> answer(
                        exchange, 200, Long.toString(ProcessHandle.current().pid())));
        server.createContext("/received", exchange -> answer(exchange, 200, String.join("\n", RECEIVED)));
        server.createContext("/events/", exchange -> {
            RECEIVED.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, 200, "{\"status\":\"SUCCESS\"}");
        });
        server.createContext(
                "/dapr-api/",
                exchange -> throughDapr(
                        exchange, exchange.getRequestURI().toString().substring("/dapr-api".length())));
        server.start();
        System.out.println("listens");
    }

    private static void throughDapr(HttpExchange exchange, String path) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ENV.get("DAPR_HTTP_PORT") + path))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                .header("Content-Type", "application/json")
                .build();
        try {
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            answer(exchange, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (var body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }
}
