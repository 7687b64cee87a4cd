package io.eventtopology.patterns.consumer;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.deadletter.Attempts;
import io.eventtopology.patterns.deadletter.DeadLetter;
import io.eventtopology.patterns.deadletter.DeadLetters;
import io.eventtopology.patterns.deadletter.MessageOrigin;
import io.eventtopology.patterns.deadletter.UnreadableEvent;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import java.sql.SQLException;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what becomes of events that had no effect: another attempt, or a dead letter. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final Attempts attempts;
    private final DeadLetters deadLetters;
    private final ServiceEnvironment environment;
    private final DeliveryListener listener;

    Failures(Attempts attempts, DeadLetters deadLetters, ServiceEnvironment environment, DeliveryListener listener) {
        this.attempts = attempts;
        this.deadLetters = deadLetters;
        this.environment = environment;
        this.listener = listener;
    }

    /** A handler failed. */
    DeliveryResult failed(Delivery delivery, Exception failure) {
        String error = DeadLetter.describe(failure);
        return switch (FailureKind.of(failure)) {
            case DATABASE_DOWN -> {
                LOG.warn("Event {} waits for the database: {}", delivery.event().getId(), error);
                yield DeliveryResult.RETRY;
            }
            case RETRYABLE -> again(delivery, DeadLetter.ATTEMPTS_EXHAUSTED, error);
            case FINAL -> {
                OptionalInt attempt = count(delivery.event());
                yield attempt.isEmpty()
                        ? DeliveryResult.RETRY
                        : deadLetter(delivery, DeadLetter.POISON, error, attempt.getAsInt());
            }
        };
    }

    /** Nobody handles a route; an instance of another version may. */
    DeliveryResult withoutHandler(Delivery delivery) {
        return again(delivery, DeadLetter.NO_HANDLER, "this service has no handler for " + delivery.route());
    }

    /** The event waits for one before it. */
    void heldBack(CloudEvent event) {
        count(event);
    }

    /** What was delivered is no event. */
    DeliveryResult unreadable(String route, byte[] body, MessageOrigin origin, Exception failure) {
        String error = String.valueOf(failure.getMessage());
        return UnreadableEvent.of(body, origin, environment.appId())
                .map(event -> deadLetter(new Delivery(route, event, origin), DeadLetter.UNREADABLE, error, 1))
                .orElseGet(() -> {
                    LOG.error("What was delivered to {} is no event, and of no known type: {}", route, error);
                    return DeliveryResult.DROP;
                });
    }

    /** Another attempt, while there are some left. */
    private DeliveryResult again(Delivery delivery, String reasonAtTheEnd, String error) {
        CloudEvent event = delivery.event();
        OptionalInt attempt = count(event);
        Integer allowed = environment.deliveryAttempts().get(event.getType());
        if (attempt.isPresent() && allowed != null && attempt.getAsInt() >= allowed) {
            return deadLetter(delivery, reasonAtTheEnd, error, attempt.getAsInt());
        }
        LOG.info(
                "Event {} of type {} failed at attempt {}: {}",
                event.getId(),
                event.getType(),
                attempt.orElse(0),
                error);
        return DeliveryResult.RETRY;
    }

    /** Counts a failed attempt; empty when the database does not take the count. */
    private OptionalInt count(CloudEvent event) {
        try {
            return OptionalInt.of(attempts.count(event));
        } catch (SQLException e) {
            LOG.warn("A failed attempt of event {} could not be counted", event.getId(), e);
            return OptionalInt.empty();
        }
    }

    private DeliveryResult deadLetter(Delivery delivery, String reason, String error, int attempt) {
        CloudEvent event = delivery.event();
        DeadLetter letter = new DeadLetter(
                event, reason, error, attempt, environment.appId() + delivery.route(), delivery.origin());
        return switch (deadLetters.send(letter)) {
            case DeadLetters.Sent sent -> {
                LOG.warn(
                        "Event {} of type {} is dead-lettered to {} ({}, attempt {}): {}",
                        event.getId(),
                        event.getType(),
                        sent.topic(),
                        reason,
                        attempt,
                        letter.error());
                listener.deadLettered(event.getType(), delivery.route(), reason);
                attempts.forget(event);
                yield DeliveryResult.SUCCESS;
            }
            case DeadLetters.NoTopic none -> {
                boolean maySucceed =
                        reason.equals(DeadLetter.ATTEMPTS_EXHAUSTED) || reason.equals(DeadLetter.NO_HANDLER);
                LOG.error(
                        "Event {} of type {} has no dead-letter topic ({}): {}",
                        event.getId(),
                        event.getType(),
                        reason,
                        error);
                yield maySucceed ? DeliveryResult.RETRY : DeliveryResult.DROP;
            }
            case DeadLetters.Refused refused -> {
                LOG.error("Event {} is not acknowledged: {}", event.getId(), refused.why());
                listener.deadLetterRefused(event.getType(), delivery.route(), refused.why());
                yield DeliveryResult.RETRY;
            }
        };
    }
}
