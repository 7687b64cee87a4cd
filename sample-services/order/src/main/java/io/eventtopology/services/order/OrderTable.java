package io.eventtopology.services.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eventtopology.patterns.saga.SagaProgress;
import io.eventtopology.patterns.saga.SagaState;
import io.eventtopology.patterns.saga.Sagas;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table of orders, read together with their sagas. */
@Singleton
final class OrderTable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<List<OrderItem>> ITEMS = new TypeReference<>() {};
    private static final String INSERT =
            "INSERT INTO customer_order (id, customer_id, items, total_cents, placed_at) VALUES (?, ?, ?::jsonb, ?, ?)";
    private static final String COLUMNS = "SELECT id, customer_id, items, total_cents, placed_at FROM customer_order ";
    private static final String PAGE = COLUMNS
            + "WHERE position > coalesce((SELECT position FROM customer_order WHERE id = ?), 0) ORDER BY position LIMIT ?";

    private final Sagas sagas;
    private final Clock clock;

    OrderTable(Clock clock) {
        this.sagas = new Sagas(OrderSaga.DEFINITION, clock);
        this.clock = clock;
    }

    /** What a row holds. */
    private record Row(UUID id, String customerId, List<OrderItem> items, long totalCents, Instant placedAt) {}

    void insert(Connection transaction, UUID id, PlaceOrder wanted) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement(INSERT)) {
            insert.setObject(1, id);
            insert.setString(2, wanted.customerId());
            insert.setString(3, text(wanted.items()));
            insert.setLong(4, wanted.totalCents());
            insert.setObject(5, clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    Optional<Order> find(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(COLUMNS + "WHERE id = ?")) {
            find.setObject(1, id);
            return read(connection, find).stream().findFirst();
        }
    }

    /** Orders in the order in which they were placed, by two queries however many there are. */
    List<Order> page(Connection connection, @Nullable UUID after, int limit) throws SQLException {
        try (PreparedStatement page = connection.prepareStatement(PAGE)) {
            page.setObject(1, after);
            page.setInt(2, limit);
            return read(connection, page);
        }
    }

    private List<Order> read(Connection connection, PreparedStatement query) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                rows.add(new Row(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        items(row.getString(3)),
                        row.getLong(4),
                        row.getObject(5, OffsetDateTime.class).toInstant()));
            }
        }
        Map<String, SagaProgress> progress = sagas.progress(
                connection, rows.stream().map(row -> row.id().toString()).toList());
        return rows.stream()
                .map(row -> order(row, progress.get(row.id().toString())))
                .toList();
    }

    private static Order order(Row row, @Nullable SagaProgress progress) {
        if (progress == null) {
            throw new IllegalStateException("Order " + row.id() + " has no saga, which is begun in its transaction");
        }
        SagaState state = progress.state();
        String reason = OrderSaga.reason(state.data());
        return new Order(
                row.id(),
                row.customerId(),
                row.items(),
                row.totalCents(),
                state.state(),
                reason.isEmpty() ? null : reason,
                row.placedAt(),
                state.changedAt(),
                state.deadline(),
                progress.steps());
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
