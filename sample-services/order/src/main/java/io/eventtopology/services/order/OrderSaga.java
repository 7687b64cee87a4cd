package io.eventtopology.services.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.consumer.EventData;
import io.eventtopology.patterns.consumer.PoisonEventException;
import io.eventtopology.patterns.envelope.EventFactory;
import io.eventtopology.patterns.outbox.Outbox;
import io.eventtopology.patterns.saga.SagaDefinition;
import io.eventtopology.patterns.saga.SagaState;
import io.eventtopology.patterns.saga.Sagas;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The saga of an order. Payment and Shipping do their parts by themselves; this keeps what came of it.
 *
 * <p>An order that waits too long is EXPIRED, which is no end yet: Shipping may have shipped it in the meantime, and only Shipping knows. It
 * answers that the parcel is shipped, and the order is completed, or that there is none, and Payment takes the money back or
 * never takes it, and the order is cancelled.
 */
@Singleton
final class OrderSaga {
    static final String PLACED = "PLACED";
    static final String EXPIRED = "EXPIRED";
    static final String COMPLETED = "COMPLETED";
    static final String CANCELLED = "CANCELLED";

    static final SagaDefinition DEFINITION = new SagaDefinition(
            "order",
            Map.of(
                    PLACED, Set.of(EXPIRED, COMPLETED, CANCELLED),
                    EXPIRED, Set.of(COMPLETED, CANCELLED),
                    COMPLETED, Set.of(),
                    CANCELLED, Set.of()));
    private static final String REASON = "reason";

    private final Sagas sagas;
    private final Outbox outbox;
    private final EventFactory events;
    private final OrderSettings settings;
    private final Clock clock;

    OrderSaga(Outbox outbox, EventFactory events, OrderSettings settings, Clock clock) {
        this.sagas = new Sagas(DEFINITION, clock);
        this.outbox = outbox;
        this.events = events;
        this.settings = settings;
        this.clock = clock;
    }

    Sagas sagas() {
        return sagas;
    }

    /** Begins: Payment hears of the order. */
    void begin(Connection transaction, OrderEvents.Placed order) throws SQLException {
        String id = order.orderId().toString();
        sagas.begin(transaction, id, PLACED, nothing(), clock.instant().plus(settings.timeout()));
        tell(transaction, OrderEvents.PLACED, id, order);
    }

    /** Payment could not charge, or did not because the order had expired. */
    void paymentFailed(Connection transaction, CloudEvent event) throws Exception {
        OrderEvents.PaymentFailed failed = EventData.read(event, OrderEvents.PaymentFailed.class);
        cancel(transaction, failed.orderId(), "payment-failed", failed.reason());
    }

    /** Payment gave the money back. */
    void paymentRefunded(Connection transaction, CloudEvent event) throws Exception {
        OrderEvents.PaymentRefunded refunded = EventData.read(event, OrderEvents.PaymentRefunded.class);
        cancel(transaction, refunded.orderId(), "payment-refunded", refunded.reason());
    }

    /** Shipping shipped: the order is done, also when it had expired. */
    void parcelShipped(Connection transaction, CloudEvent event) throws Exception {
        OrderEvents.ParcelShipped shipped = EventData.read(event, OrderEvents.ParcelShipped.class);
        String id = shipped.orderId().toString();
        SagaState saga = known(transaction, id);
        if (!sagas.step(transaction, id, "parcel-shipped")) {
            return;
        }
        sagas.move(transaction, saga, COMPLETED, saga.data(), null);
        tell(transaction, OrderEvents.COMPLETED, id, new OrderEvents.Completed(shipped.orderId(), shipped.parcelId()));
    }

    /** Nobody has finished it in time: Shipping must say whether it is shipped. */
    void timedOut(Connection transaction, SagaState saga) throws SQLException {
        sagas.step(transaction, saga.id(), "expired");
        sagas.move(transaction, saga, EXPIRED, saga.data(), null);
        tell(transaction, OrderEvents.EXPIRED, saga.id(), new OrderEvents.Expired(UUID.fromString(saga.id())));
    }

    private void cancel(Connection transaction, UUID order, String step, String reason)
            throws SQLException, PoisonEventException {
        String id = order.toString();
        SagaState saga = known(transaction, id);
        if (!sagas.step(transaction, id, step)) {
            return;
        }
        ObjectNode data = nothing().put(REASON, reason);
        sagas.move(transaction, saga, CANCELLED, data, null);
        tell(transaction, OrderEvents.CANCELLED, id, new OrderEvents.Cancelled(order, reason));
    }

    private SagaState known(Connection transaction, String id) throws SQLException, PoisonEventException {
        return sagas.lock(transaction, id)
                .orElseThrow(() -> new PoisonEventException("There is no order with the id " + id));
    }

    private void tell(Connection transaction, String type, String id, Object data) throws SQLException {
        outbox.append(transaction, events.create(type, id, data));
    }

    private static ObjectNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Why an order was cancelled; empty when it was not. */
    static String reason(JsonNode data) {
        return data.path(REASON).asText("");
    }
}
