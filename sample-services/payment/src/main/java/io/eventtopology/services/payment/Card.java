package io.eventtopology.services.payment;

import io.eventtopology.patterns.consumer.RetryableEventException;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A simulated payment provider. As a real one does, it takes the order's id as an idempotency key: asked again about the same order, it gives the
 * same answer and moves no money twice. That makes it safe to call before the transaction is committed.
 */
@Singleton
final class Card {
    private final PaymentSettings settings;

    Card(PaymentSettings settings) {
        this.settings = settings;
    }

    /**
     * Charges an order.
     *
     * @return whether the money is there; false when the card is declined
     * @throws RetryableEventException when the provider does not answer
     */
    boolean charge(UUID order) throws RetryableEventException {
        answer();
        return share(order) >= settings.declineRate();
    }

    /**
     * Takes a charge back.
     *
     * @throws RetryableEventException when the provider does not answer
     */
    void refund() throws RetryableEventException {
        answer();
    }

    private void answer() throws RetryableEventException {
        if (ThreadLocalRandom.current().nextDouble() < settings.failureRate()) {
            throw new RetryableEventException("the payment provider does not answer");
        }
    }

    /** Spreads orders evenly over 0 to 1, always the same for one order. */
    private static double share(UUID order) {
        return Math.floorMod(order.getLeastSignificantBits() ^ order.getMostSignificantBits(), 10_000L) / 10_000.0;
    }
}
