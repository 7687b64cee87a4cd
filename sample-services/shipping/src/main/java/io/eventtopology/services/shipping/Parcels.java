package io.eventtopology.services.shipping;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.consumer.EventData;
import io.eventtopology.patterns.envelope.EventFactory;
import io.eventtopology.patterns.outbox.Outbox;
import io.eventtopology.patterns.quarkus.Transactions;
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

/**
 * Ships what is paid. Shipping is the point of no return of the saga: what comes first for an order, the payment or its expiry, decides for good, and
 * both are told to the others by exactly one event.
 */
@Singleton
final class Parcels {
    private static final String DECIDE = """
            INSERT INTO parcel (order_id, parcel_id, state, reason, changed_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (order_id) DO NOTHING""";
    private static final String FIND =
            "SELECT order_id, parcel_id, state, reason, changed_at FROM parcel WHERE order_id = ?";

    private final Transactions transactions;
    private final ShippingSettings settings;
    private final Outbox outbox;
    private final EventFactory events;
    private final Clock clock;

    Parcels(Transactions transactions, ShippingSettings settings, Outbox outbox, EventFactory events, Clock clock) {
        this.transactions = transactions;
        this.settings = settings;
        this.outbox = outbox;
        this.events = events;
        this.clock = clock;
    }

    /** An order is paid: ship it, unless it has expired. */
    void paymentCharged(Connection transaction, CloudEvent event) throws Exception {
        UUID order = EventData.read(event, ShippingEvents.PaymentCharged.class).orderId();
        if (share(order) < settings.failureRate()) {
            refuse(transaction, order, "the carrier cannot take it");
            return;
        }
        // Derived from the order, as an idempotency key would be: asked twice, the carrier has one parcel.
        String parcel = "P-" + order.toString().substring(0, 13);
        if (decide(transaction, order, parcel, Parcel.SHIPPED, null)) {
            tell(transaction, ShippingEvents.SHIPPED, order, new ShippingEvents.Shipped(order, parcel));
        }
    }

    /** An order has expired: it is not shipped, unless it is already. */
    void orderExpired(Connection transaction, CloudEvent event) throws Exception {
        refuse(
                transaction,
                EventData.read(event, ShippingEvents.OrderExpired.class).orderId(),
                "the order has expired");
    }

    Optional<Parcel> find(UUID order) {
        return transactions.read(connection -> {
            try (PreparedStatement find = connection.prepareStatement(FIND)) {
                find.setObject(1, order);
                try (ResultSet row = find.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Parcel(
                                    row.getObject(1, UUID.class),
                                    row.getString(2),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getObject(5, OffsetDateTime.class).toInstant()))
                            : Optional.empty();
                }
            }
        });
    }

    private void refuse(Connection transaction, UUID order, String reason) throws SQLException {
        if (decide(transaction, order, null, Parcel.REFUSED, reason)) {
            tell(transaction, ShippingEvents.FAILED, order, new ShippingEvents.Failed(order, reason));
        }
    }

    /** The first decision stands; a second transaction waits here for the first one. */
    private boolean decide(
            Connection transaction, UUID order, @Nullable String parcel, String state, @Nullable String reason)
            throws SQLException {
        try (PreparedStatement decide = transaction.prepareStatement(DECIDE)) {
            decide.setObject(1, order);
            decide.setString(2, parcel);
            decide.setString(3, state);
            decide.setString(4, reason);
            decide.setObject(5, clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
            return decide.executeUpdate() == 1;
        }
    }

    private void tell(Connection transaction, String type, UUID order, Object data) throws SQLException {
        outbox.append(transaction, events.create(type, order.toString(), data));
    }

    /** Spreads orders evenly over 0 to 1, always the same for one order, and not as Payment does. */
    private static double share(UUID order) {
        return Math.floorMod(order.getLeastSignificantBits() * 31 + order.getMostSignificantBits() * 7, 10_000L)
                / 10_000.0;
    }
}
