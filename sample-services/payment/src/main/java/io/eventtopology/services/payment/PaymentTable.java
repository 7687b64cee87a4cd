package io.eventtopology.services.payment;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables of payments and of the ledger. */
@Singleton
final class PaymentTable {
    private static final String FIND =
            "SELECT order_id, amount_cents, state, reason, changed_at FROM payment WHERE order_id = ?";
    private static final String INSERT = """
            INSERT INTO payment (order_id, customer_id, amount_cents, state, reason, changed_at)
            VALUES (?, ?, ?, ?, ?, ?)""";
    private static final String UPDATE = "UPDATE payment SET state = ?, reason = ?, changed_at = ? WHERE order_id = ?";
    private static final String MOVEMENT = "INSERT INTO ledger (order_id, kind, amount_cents, at) VALUES (?, ?, ?, ?)";
    private static final String BALANCE = """
            SELECT count(*) FILTER (WHERE kind = 'charge'),
                   coalesce(sum(amount_cents) FILTER (WHERE kind = 'charge'), 0),
                   count(*) FILTER (WHERE kind = 'refund'),
                   coalesce(-sum(amount_cents) FILTER (WHERE kind = 'refund'), 0),
                   coalesce(sum(amount_cents), 0)
            FROM ledger""";
    /** Two events about one order, from two topics, may come at once, before it has a row that could be locked. */
    private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))";

    private final Clock clock;

    PaymentTable(Clock clock) {
        this.clock = clock;
    }

    /** The payment of an order, which no other transaction touches until this one ends; also when there is none yet. */
    Optional<Payment> lock(Connection transaction, UUID order) throws SQLException {
        try (PreparedStatement lock = transaction.prepareStatement(ONE_AT_A_TIME)) {
            lock.setString(1, "payment:" + order);
            lock.executeQuery().close();
        }
        return find(transaction, order);
    }

    Optional<Payment> find(Connection connection, UUID order) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setObject(1, order);
            try (ResultSet row = find.executeQuery()) {
                return row.next()
                        ? Optional.of(new Payment(
                                row.getObject(1, UUID.class),
                                row.getLong(2),
                                row.getString(3),
                                row.getString(4),
                                row.getObject(5, OffsetDateTime.class).toInstant()))
                        : Optional.empty();
            }
        }
    }

    void insert(
            Connection transaction,
            UUID order,
            @Nullable String customer,
            long amountCents,
            String state,
            @Nullable String reason)
            throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement(INSERT)) {
            insert.setObject(1, order);
            insert.setString(2, customer);
            insert.setLong(3, amountCents);
            insert.setString(4, state);
            insert.setString(5, reason);
            insert.setObject(6, now());
            insert.executeUpdate();
        }
    }

    void change(Connection transaction, UUID order, String state, @Nullable String reason) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement(UPDATE)) {
            update.setString(1, state);
            update.setString(2, reason);
            update.setObject(3, now());
            update.setObject(4, order);
            update.executeUpdate();
        }
    }

    /** Money moved: positive from the customer to us. */
    void move(Connection transaction, UUID order, String kind, long amountCents) throws SQLException {
        try (PreparedStatement move = transaction.prepareStatement(MOVEMENT)) {
            move.setObject(1, order);
            move.setString(2, kind);
            move.setLong(3, amountCents);
            move.setObject(4, now());
            move.executeUpdate();
        }
    }

    Balance balance(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(BALANCE);
                ResultSet row = query.executeQuery()) {
            row.next();
            return new Balance(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
        }
    }

    private OffsetDateTime now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
