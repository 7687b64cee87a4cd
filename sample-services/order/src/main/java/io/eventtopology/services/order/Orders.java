package io.eventtopology.services.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eventtopology.patterns.quarkus.Transactions;
import io.eventtopology.patterns.saga.SagaState;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Places orders, and knows them. */
@Singleton
final class Orders {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<List<OrderItem>> ITEMS = new TypeReference<>() {};
    private static final String INSERT =
            "INSERT INTO customer_order (id, customer_id, items, total_cents, placed_at) VALUES (?, ?, ?::jsonb, ?, ?)";
    private static final String COLUMNS = "SELECT id, customer_id, items, total_cents, placed_at FROM customer_order ";
    private static final String LIST = COLUMNS
            + "WHERE position > coalesce((SELECT position FROM customer_order WHERE id = ?), 0) ORDER BY position LIMIT ?";
    private static final String STATES =
            "SELECT state, count(*) FROM saga WHERE name = 'order' GROUP BY state ORDER BY state";

    private final Transactions transactions;
    private final OrderSaga saga;
    private final Clock clock;

    Orders(Transactions transactions, OrderSaga saga, Clock clock) {
        this.transactions = transactions;
        this.saga = saga;
        this.clock = clock;
    }

    /** Keeps the order, begins its saga and tells of it, in one transaction. */
    Order place(PlaceOrder wanted) {
        UUID id = UUID.randomUUID();
        return transactions.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                insert.setObject(1, id);
                insert.setString(2, wanted.customerId());
                insert.setString(3, text(wanted.items()));
                insert.setLong(4, wanted.totalCents());
                insert.setObject(
                        5, clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
                insert.executeUpdate();
            }
            saga.begin(
                    connection, new OrderEvents.Placed(id, wanted.customerId(), wanted.totalCents(), wanted.items()));
            return one(connection, id).orElseThrow();
        });
    }

    Optional<Order> find(UUID id) {
        return transactions.read(connection -> one(connection, id));
    }

    /** Orders in the order in which they were placed. */
    List<Order> list(@Nullable UUID after, int limit) {
        return transactions.read(connection -> {
            try (PreparedStatement list = connection.prepareStatement(LIST)) {
                list.setObject(1, after);
                list.setInt(2, limit);
                return read(connection, list);
            }
        });
    }

    /** How many orders are in each state. */
    OrderCounts counts() {
        return transactions.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement(STATES);
                    ResultSet rows = query.executeQuery()) {
                OrderCounts counts = OrderCounts.NONE;
                while (rows.next()) {
                    counts = counts.with(rows.getString(1), rows.getLong(2));
                }
                return counts;
            }
        });
    }

    private Optional<Order> one(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(COLUMNS + "WHERE id = ?")) {
            find.setObject(1, id);
            return read(connection, find).stream().findFirst();
        }
    }

    private List<Order> read(Connection connection, PreparedStatement query) throws SQLException {
        List<Order> orders = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                String id = row.getObject(1, UUID.class).toString();
                SagaState state = saga.sagas().find(connection, id).orElseThrow();
                String reason = OrderSaga.reason(state.data());
                orders.add(new Order(
                        UUID.fromString(id),
                        row.getString(2),
                        items(row.getString(3)),
                        row.getLong(4),
                        state.state(),
                        reason.isEmpty() ? null : reason,
                        row.getObject(5, OffsetDateTime.class).toInstant(),
                        state.changedAt(),
                        state.deadline(),
                        saga.sagas().steps(connection, id)));
            }
        }
        return orders;
    }

    private static String text(List<OrderItem> items) {
        try {
            return MAPPER.writeValueAsString(items);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Items can always be written", e);
        }
    }

    private static List<OrderItem> items(String json) {
        try {
            return MAPPER.readValue(json, ITEMS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Items were written by this service", e);
        }
    }
}
