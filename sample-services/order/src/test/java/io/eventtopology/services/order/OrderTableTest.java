package io.eventtopology.services.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.eventtopology.patterns.saga.Sagas;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders as they are read, from a real PostgreSQL. */
final class OrderTableTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final PlaceOrder WANTED = new PlaceOrder("ada", List.of(new OrderItem("book", 2, 1299)));

    private static EmbeddedPostgres server;

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final Sagas sagas = new Sagas(OrderSaga.DEFINITION, clock);
    private final OrderTable table = new OrderTable(clock);

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
        try (Connection connection = connection()) {
            execute(connection, migration("/db/event-patterns/V1_0_2__saga.sql"));
            execute(connection, migration("/db/migration/V2_0_0__orders.sql"));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        try (Connection connection = connection()) {
            execute(connection, "TRUNCATE customer_order, saga, saga_step");
        }
    }

    private static Connection connection() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String migration(String resource) throws IOException {
        try (InputStream in = OrderTableTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private UUID place(Connection connection) throws SQLException {
        UUID id = UUID.randomUUID();
        table.insert(connection, id, WANTED);
        sagas.begin(
                connection,
                id.toString(),
                OrderSaga.PLACED,
                JsonNodeFactory.instance.objectNode(),
                NOW.plusSeconds(900));
        return id;
    }

    /** Seen to fail: asked for each order's saga and steps by themselves, twenty orders took 41 queries. */
    @Test
    void aPageOfOrdersTakesTwoQueries() throws SQLException {
        List<UUID> placed = new ArrayList<>();
        try (Connection connection = connection()) {
            for (int number = 0; number < 20; number++) {
                placed.add(place(connection));
            }
            AtomicInteger queries = new AtomicInteger();
            assertThat(table.page(counting(connection, queries), null, 50))
                    .extracting(Order::orderId)
                    .containsExactlyElementsOf(placed);
            assertThat(queries).hasValue(2);
            assertThat(table.page(connection, placed.get(4), 3))
                    .extracting(Order::orderId)
                    .containsExactlyElementsOf(placed.subList(5, 8));
        }
    }

    @Test
    void eachOrderOfAPageHasItsOwnSaga() throws SQLException {
        try (Connection connection = connection()) {
            UUID waiting = place(connection);
            UUID cancelled = place(connection);
            sagas.step(connection, cancelled.toString(), "payment-failed");
            sagas.move(
                    connection,
                    sagas.find(connection, cancelled.toString()).orElseThrow(),
                    OrderSaga.CANCELLED,
                    JsonNodeFactory.instance.objectNode().put("reason", "no money"),
                    null);
            assertThat(table.page(connection, null, 50))
                    .containsExactly(
                            new Order(
                                    waiting,
                                    "ada",
                                    WANTED.items(),
                                    2598,
                                    OrderSaga.PLACED,
                                    null,
                                    NOW,
                                    NOW,
                                    NOW.plusSeconds(900),
                                    List.of()),
                            new Order(
                                    cancelled,
                                    "ada",
                                    WANTED.items(),
                                    2598,
                                    OrderSaga.CANCELLED,
                                    "no money",
                                    NOW,
                                    NOW,
                                    null,
                                    List.of("payment-failed")));
            assertThat(table.find(connection, cancelled).orElseThrow().reason()).isEqualTo("no money");
            assertThat(table.find(connection, UUID.randomUUID())).isEmpty();
        }
    }

    /** The same connection, which counts what is asked of it. */
    private static Connection counting(Connection connection, AtomicInteger queries) {
        return (Connection) Proxy.newProxyInstance(
                OrderTableTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        queries.incrementAndGet();
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
