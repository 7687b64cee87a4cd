package io.eventtopology.services.payment;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.consumer.EventData;
import io.eventtopology.patterns.envelope.EventFactory;
import io.eventtopology.patterns.outbox.Outbox;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * Charges what is ordered, and gives back what is not shipped. That an order is not shipped may be known before the order itself, since
 * events of different topics come in any order: then it is never charged.
 */
@Singleton
final class Payments {
    private static final String CHARGE = "charge";
    private static final String REFUND = "refund";

    private final PaymentTable table;
    private final Card card;
    private final Outbox outbox;
    private final EventFactory events;

    Payments(PaymentTable table, Card card, Outbox outbox, EventFactory events) {
        this.table = table;
        this.card = card;
        this.outbox = outbox;
        this.events = events;
    }

    /** An order was placed: charge it. */
    void orderPlaced(Connection transaction, CloudEvent event) throws Exception {
        PaymentEvents.OrderPlaced order = EventData.read(event, PaymentEvents.OrderPlaced.class);
        Optional<Payment> known = table.lock(transaction, order.orderId());
        if (known.isPresent()) {
            if (known.get().state().equals(Payment.REFUSED)) {
                fail(transaction, order.orderId(), "taken back before it was charged");
            }
            return;
        }
        if (card.charge(order.orderId())) {
            table.insert(transaction, order.orderId(), order.customerId(), order.totalCents(), Payment.CHARGED, null);
            table.move(transaction, order.orderId(), CHARGE, order.totalCents());
            tell(
                    transaction,
                    PaymentEvents.CHARGED,
                    order.orderId(),
                    new PaymentEvents.Charged(order.orderId(), order.totalCents()));
        } else {
            String reason = "the card was declined";
            table.insert(
                    transaction, order.orderId(), order.customerId(), order.totalCents(), Payment.DECLINED, reason);
            fail(transaction, order.orderId(), reason);
        }
    }

    /** An order is not shipped: give the money back, or never take it. */
    void parcelFailed(Connection transaction, CloudEvent event) throws Exception {
        PaymentEvents.ParcelFailed parcel = EventData.read(event, PaymentEvents.ParcelFailed.class);
        Optional<Payment> known = table.lock(transaction, parcel.orderId());
        if (known.isEmpty()) {
            table.insert(transaction, parcel.orderId(), null, 0, Payment.REFUSED, parcel.reason());
            return;
        }
        Payment payment = known.get();
        if (!payment.state().equals(Payment.CHARGED)) {
            return;
        }
        card.refund();
        table.change(transaction, parcel.orderId(), Payment.REFUNDED, parcel.reason());
        table.move(transaction, parcel.orderId(), REFUND, -payment.amountCents());
        tell(
                transaction,
                PaymentEvents.REFUNDED,
                parcel.orderId(),
                new PaymentEvents.Refunded(parcel.orderId(), payment.amountCents(), parcel.reason()));
    }

    private void fail(Connection transaction, UUID order, String reason) throws SQLException {
        tell(transaction, PaymentEvents.FAILED, order, new PaymentEvents.Failed(order, reason));
    }

    private void tell(Connection transaction, String type, UUID order, Object data) throws SQLException {
        outbox.append(transaction, events.create(type, order.toString(), data));
    }
}
