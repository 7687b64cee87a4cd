package io.eventtopology.patterns.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.eventtopology.patterns.consumer.BulkDelivery;
import io.eventtopology.patterns.consumer.DeliveryListener;
import io.eventtopology.patterns.consumer.EventConsumer;
import io.eventtopology.patterns.consumer.EventHandler;
import io.eventtopology.patterns.consumer.EventRoute;
import io.eventtopology.patterns.deadletter.DeadLetterPublishers;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.eventtopology.patterns.publish.DaprPublisher;
import io.eventtopology.tools.dapr.DaprSidecar;
import io.eventtopology.tools.dapr.SidecarPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/** A service made of the library and the JDK's HTTP server, with a real sidecar that subscribes as the operator's objects do. */
public final class DaprService implements AutoCloseable {
    /** Where its events are delivered. */
    public static final String ROUTE = "/events/happened";

    private static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(10);

    private final HttpServer app;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final DaprSidecar sidecar;
    private final ServiceEnvironment environment;

    /**
     * What it subscribes to.
     *
     * @param bootstrapServers of the Kafka broker
     * @param type event type and topic
     * @param attempts as declared: after so many the library dead-letters
     * @param bulk whether events are delivered in bulk
     */
    public record Wiring(String bootstrapServers, String type, int attempts, boolean bulk) {
        /** The topic of its dead letters. */
        public String deadLetters() {
            return type + ".shop.notify.dlq";
        }

        /** What the operator tells the service. */
        public ServiceEnvironment environment(int daprHttpPort) {
            return new ServiceEnvironment(
                    "notify",
                    daprHttpPort,
                    "todos-notify",
                    Map.of(),
                    Map.of(),
                    Map.of(type, deadLetters()),
                    Map.of(type, attempts));
        }
    }

    private DaprService(HttpServer app, DaprSidecar sidecar, ServiceEnvironment environment) {
        this.app = app;
        this.sidecar = sidecar;
        this.environment = environment;
        app.setExecutor(threads);
    }

    /** Starts service and sidecar; {@code folder} gets the sidecar's files. */
    public static DaprService start(
            Wiring wiring, DataSource database, EventHandler handler, DeliveryListener listener, Path folder) {
        try {
            HttpServer app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            SidecarPorts ports = SidecarPorts.free();
            ServiceEnvironment environment = wiring.environment(ports.http());
            serve(app, environment, database, handler, listener);
            DaprService service =
                    new DaprService(app, sidecar(wiring, app.getAddress().getPort(), ports, folder), environment);
            app.start();
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sidecar alone, for an app on {@code appPort}. */
    public static DaprSidecar sidecar(Wiring wiring, int appPort, SidecarPorts ports, Path folder) throws IOException {
        Path resources = Files.createDirectories(folder.resolve("resources"));
        Files.writeString(resources.resolve("component.yaml"), component(wiring));
        Files.writeString(resources.resolve("subscription.yaml"), subscription(wiring));
        // daprd passes over a Resiliency that is not the first object of its file (dapr, pkg/resiliency/resiliency.go).
        Files.writeString(resources.resolve("resiliency.yaml"), resiliency(wiring));
        return DaprSidecar.of("notify", folder)
                .namespace("shop")
                .ports(ports)
                .appPort(appPort)
                .resources(resources)
                .gracefulShutdown(Duration.ofSeconds(1))
                .start();
    }

    private static String component(Wiring wiring) {
        return """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: todos-notify, namespace: shop}
                spec:
                  type: pubsub.kafka
                  version: v1
                  metadata:
                    - {name: brokers, value: "%s"}
                    - {name: authType, value: none}
                    - {name: consumerGroup, value: shop.%s}
                    - {name: initialOffset, value: oldest}
                    - {name: consumeRetryEnabled, value: "true"}
                    - {name: consumeRetryInterval, value: 200ms}
                    - {name: sessionTimeout, value: 6s}
                    - {name: heartbeatInterval, value: 1s}
                """.formatted(wiring.bootstrapServers(), wiring.type());
    }

    private static String subscription(Wiring wiring) {
        return """
                apiVersion: dapr.io/v2alpha1
                kind: Subscription
                metadata: {name: notify.happened, namespace: shop}
                scopes: [notify]
                spec:
                  pubsubname: todos-notify
                  topic: %s
                  routes: {default: %s}
                  deadLetterTopic: %s
                  bulkSubscribe: {enabled: %s, maxMessagesCount: 20, maxAwaitDurationMs: 100}
                """.formatted(wiring.type(), ROUTE, wiring.deadLetters(), wiring.bulk());
    }

    /** Dapr has attempts in reserve (decision 0006); the wait between attempts is shorter than the operator's. */
    private static String resiliency(Wiring wiring) {
        return """
                apiVersion: dapr.io/v1alpha1
                kind: Resiliency
                metadata: {name: notify, namespace: shop}
                scopes: [notify]
                spec:
                  policies:
                    retries:
                      notify-inbound: {policy: constant, duration: 100ms, maxRetries: %d}
                    timeouts:
                      notify-inbound: 10s
                  targets:
                    components:
                      todos-notify: {inbound: {retry: notify-inbound, timeout: notify-inbound}}
                """.formatted(wiring.attempts() + 29);
    }

    /** Answers deliveries on any HTTP server. */
    public static void serve(
            HttpServer server,
            ServiceEnvironment environment,
            DataSource database,
            EventHandler handler,
            DeliveryListener listener) {
        EventConsumer consumer = new EventConsumer(
                List.of(new EventRoute(ROUTE, handler)),
                database,
                DeadLetterPublishers.ofSidecar(environment, PUBLISH_TIMEOUT),
                environment,
                Clock.systemUTC(),
                listener);
        BulkDelivery bulk = new BulkDelivery(consumer);
        server.createContext("/", exchange -> answer(exchange, 404, ""));
        server.createContext(ROUTE, exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
            answer(
                    exchange,
                    200,
                    BulkDelivery.isBulk(body)
                            ? bulk.deliver(ROUTE, body)
                            : consumer.deliver(ROUTE, body, headers).json());
        });
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Its sidecar. */
    public DaprSidecar sidecar() {
        return sidecar;
    }

    /** Publishes by its sidecar. */
    public DaprPublisher publisher() {
        return new DaprPublisher(environment, PUBLISH_TIMEOUT);
    }

    @Override
    public void close() {
        sidecar.close();
        app.stop(0);
        threads.shutdownNow();
    }
}
