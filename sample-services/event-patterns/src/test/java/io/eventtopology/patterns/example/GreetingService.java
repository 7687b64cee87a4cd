package io.eventtopology.patterns.example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.consumer.DeliveryListener;
import io.eventtopology.patterns.consumer.EventConsumer;
import io.eventtopology.patterns.consumer.EventData;
import io.eventtopology.patterns.consumer.EventRoute;
import io.eventtopology.patterns.envelope.EventFactory;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.eventtopology.patterns.outbox.Outbox;
import io.eventtopology.patterns.outbox.OutboxRelay;
import io.eventtopology.patterns.outbox.RelayListener;
import io.eventtopology.patterns.outbox.RelaySettings;
import io.eventtopology.patterns.publish.DaprPublisher;
import io.eventtopology.patterns.publish.EventKey;
import io.eventtopology.patterns.publish.EventPublisher;
import io.eventtopology.patterns.schema.SchemaCheck;
import io.eventtopology.patterns.subscribe.Subscriptions;
import io.eventtopology.patterns.trace.TraceContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/** Greets who signs up: one greeting for each event, and one event for each greeting. */
final class GreetingService implements AutoCloseable {
    private final EventFactory events = new EventFactory(URI.create("/greetings/api"), Clock.systemUTC());
    private final Outbox outbox;
    private final EventConsumer consumer;
    private final OutboxRelay relay;
    private final HttpServer server;
    private final String subscriptions;

    /** What it reads of users.account.registered; other members do not matter. */
    record Registered(String userId, String name) {}

    /** What it publishes as greetings.message.written. */
    record Written(String userId, String text) {}

    GreetingService(Map<String, String> variables, DataSource database) throws IOException {
        ServiceEnvironment environment = ServiceEnvironment.of(variables);
        EventPublisher publisher = new DaprPublisher(environment, Duration.ofSeconds(10));
        outbox = new Outbox(
                new EventKey(environment.eventKeys()),
                new SchemaCheck(environment.eventSchemas()),
                TraceContext.Source.NONE);
        consumer = new EventConsumer(
                List.of(new EventRoute("/events/user-registered", this::greet)),
                database,
                publisher,
                environment,
                Clock.systemUTC(),
                DeliveryListener.NONE);
        relay = OutboxRelay.start(database, publisher, RelaySettings.DEFAULT, RelayListener.NONE);
        subscriptions =
                new Subscriptions(environment, Map.of("users.account.registered", "/events/user-registered")).json();
        server = HttpServer.create(
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(),
                        Integer.parseInt(variables.getOrDefault("SERVICE_PORT", "8080"))),
                0);
        server.createContext("/events/", this::deliver);
        server.createContext("/dapr/subscribe", exchange -> answer(exchange, subscriptions));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** Everything in one transaction: the greeting, the event about it, and, by the library, the note that this event was handled. */
    private void greet(Connection transaction, CloudEvent event) throws Exception {
        Registered user = EventData.read(event, Registered.class);
        String text = "Welcome, " + user.name() + "!";
        try (PreparedStatement insert =
                transaction.prepareStatement("INSERT INTO greeting (user_id, text) VALUES (?, ?)")) {
            insert.setString(1, user.userId());
            insert.setString(2, text);
            insert.executeUpdate();
        }
        outbox.append(
                transaction,
                events.create("greetings.message.written", user.userId(), new Written(user.userId(), text)));
    }

    private void deliver(HttpExchange exchange) throws IOException {
        Map<String, String> metadata = new TreeMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> metadata.put(name, values.getFirst()));
        answer(
                exchange,
                consumer.deliver(
                                exchange.getRequestURI().getPath(),
                                exchange.getRequestBody().readAllBytes(),
                                metadata)
                        .json());
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(5);
        relay.close();
    }
}
