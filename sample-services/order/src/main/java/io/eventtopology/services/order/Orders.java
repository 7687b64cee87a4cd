package io.eventtopology.services.order;

import io.eventtopology.patterns.quarkus.Transactions;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Places orders, and knows them. */
@Singleton
final class Orders {
    private static final String STATES =
            "SELECT state, count(*) FROM saga WHERE name = 'order' GROUP BY state ORDER BY state";

    private final Transactions transactions;
    private final OrderSaga saga;
    private final OrderTable table;

    Orders(Transactions transactions, OrderSaga saga, OrderTable table) {
        this.transactions = transactions;
        this.saga = saga;
        this.table = table;
    }

    /** Keeps the order, begins its saga and tells of it, in one transaction. */
    Order place(PlaceOrder wanted) {
        UUID id = UUID.randomUUID();
        return transactions.write(connection -> {
            table.insert(connection, id, wanted);
            saga.begin(
                    connection, new OrderEvents.Placed(id, wanted.customerId(), wanted.totalCents(), wanted.items()));
            return table.find(connection, id).orElseThrow();
        });
    }

    Optional<Order> find(UUID id) {
        return transactions.read(connection -> table.find(connection, id));
    }

    /** Orders in the order in which they were placed. */
    List<Order> list(@Nullable UUID after, int limit) {
        return transactions.read(connection -> table.page(connection, after, limit));
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
}
