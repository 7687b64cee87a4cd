package io.eventtopology.patterns.consumer;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.deadletter.Attempts;
import io.eventtopology.patterns.deadletter.DeadLetter;
import io.eventtopology.patterns.deadletter.DeadLetters;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.envelope.MalformedEventException;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.eventtopology.patterns.inbox.Inbox;
import io.eventtopology.patterns.publish.EventPublisher;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what daprd delivers: each event has its effect once, however often it comes, and what cannot be handled becomes a dead letter
 * that says why. Thread-safe.
 *
 * <p>An event is acknowledged only after its effect, or its dead letter, is safe. Where the consumer dies in between, daprd delivers
 * again, and the inbox knows.
 */
public final class EventConsumer {
    /** Where the operator's subscriptions send events that no condition matches: they are to be acknowledged and forgotten. */
    public static final String IGNORED = "/eventtopology/ignored";

    private static final Logger LOG = LoggerFactory.getLogger(EventConsumer.class);

    private final Map<String, EventRoute> routes = new TreeMap<>();
    private final Inbox inbox = new Inbox();
    private final Attempts attempts;
    private final DeadLetters deadLetters;
    private final DatabaseGate database;
    private final ServiceEnvironment environment;
    private final DeliveryListener listener;

    /**
     * A consumer.
     *
     * @param database has the tables of the pattern library
     * @param publisher publishes dead letters
     */
    public EventConsumer(
            Collection<EventRoute> routes,
            DataSource database,
            EventPublisher publisher,
            ServiceEnvironment environment,
            Clock clock,
            DeliveryListener listener) {
        for (EventRoute route : routes) {
            if (this.routes.put(route.path(), route) != null) {
                throw new IllegalArgumentException("Two handlers want the events of route " + route.path());
            }
        }
        this.database = new DatabaseGate(database);
        this.attempts = new Attempts(database);
        this.deadLetters = new DeadLetters(publisher, environment, clock);
        this.environment = environment;
        this.listener = listener;
    }

    /** The paths that have a handler. */
    public Set<String> routes() {
        return Set.copyOf(routes.keySet());
    }

    /**
     * Takes one delivery.
     *
     * @param route the path it was sent to
     * @param body a CloudEvent in the JSON format
     * @param metadata what the broker knows of the message, for example {@code __offset}; Dapr sends it as headers
     */
    public DeliveryResult deliver(String route, byte[] body, Map<String, String> metadata) {
        if (route.equals(IGNORED)) {
            return DeliveryResult.SUCCESS;
        }
        long start = System.nanoTime();
        CloudEvent event;
        try {
            event = EventJson.read(body);
        } catch (MalformedEventException e) {
            // Dapr dead-letters the bytes as they are; without a type there is nothing to enrich.
            LOG.error("What was delivered to {} is no event: {}", route, e.getMessage());
            listener.answered("unknown", route, DeliveryResult.DROP, Duration.ofNanos(System.nanoTime() - start));
            return DeliveryResult.DROP;
        }
        DeliveryResult result = take(route, event, metadata);
        listener.answered(event.getType(), route, result, Duration.ofNanos(System.nanoTime() - start));
        return result;
    }

    private DeliveryResult take(String route, CloudEvent event, Map<String, String> metadata) {
        EventHandler handler = handlerOf(route);
        if (handler == null) {
            return deadLetter(
                    route, event, metadata, DeadLetter.NO_HANDLER, "this service has no handler for " + route, 1);
        }
        Exception failure = effect(route, handler, event);
        if (failure != null && FailureKind.of(failure) == FailureKind.DATABASE_DOWN && database.awaitAnswer()) {
            // It was a short outage: no attempt is lost for it.
            failure = effect(route, handler, event);
        }
        return failure == null ? DeliveryResult.SUCCESS : failed(route, event, metadata, failure);
    }

    private @Nullable EventHandler handlerOf(String delivered) {
        EventRoute exact = routes.get(delivered);
        if (exact != null) {
            return exact.handler();
        }
        return routes.values().stream()
                .filter(route -> route.fits(delivered))
                .max(Comparator.comparingInt(route -> route.path().length()))
                .map(EventRoute::handler)
                .orElse(null);
    }

    /** Has the effect; gives what went wrong, or null when the event had its effect now or before. */
    private @Nullable Exception effect(String route, EventHandler handler, CloudEvent event) {
        try {
            handler.before(event);
        } catch (Exception e) {
            return e;
        }
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try {
                if (!inbox.enter(connection, event)) {
                    connection.rollback();
                    listener.duplicate(event.getType(), route);
                    return null;
                }
                handler.handle(connection, event);
                attempts.forget(connection, event);
                connection.commit();
                return null;
            } catch (Exception e) {
                rollback(connection, e);
                return e;
            }
        } catch (SQLException e) {
            return e;
        }
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private DeliveryResult failed(String route, CloudEvent event, Map<String, String> metadata, Exception failure) {
        FailureKind kind = FailureKind.of(failure);
        String error = DeadLetter.describe(failure);
        if (kind == FailureKind.DATABASE_DOWN) {
            LOG.warn("Event {} waits for the database: {}", event.getId(), error);
            return DeliveryResult.RETRY;
        }
        int attempt;
        try {
            attempt = attempts.count(event);
        } catch (SQLException e) {
            LOG.warn("Event {} failed, and the attempt could not be counted: {}", event.getId(), error, e);
            return DeliveryResult.RETRY;
        }
        if (kind == FailureKind.FINAL) {
            return deadLetter(route, event, metadata, DeadLetter.POISON, error, attempt);
        }
        Integer allowed = environment.deliveryAttempts().get(event.getType());
        if (allowed != null && attempt >= allowed) {
            return deadLetter(route, event, metadata, DeadLetter.ATTEMPTS_EXHAUSTED, error, attempt);
        }
        LOG.info("Event {} of type {} failed at attempt {}: {}", event.getId(), event.getType(), attempt, error);
        return DeliveryResult.RETRY;
    }

    private DeliveryResult deadLetter(
            String route, CloudEvent event, Map<String, String> metadata, String reason, String error, int attempt) {
        DeadLetter letter = new DeadLetter(event, reason, error, attempt, environment.appId() + route, metadata);
        DeadLetters.Outcome outcome = deadLetters.send(letter);
        switch (outcome) {
            case DeadLetters.Sent sent -> {
                LOG.warn(
                        "Event {} of type {} is dead-lettered to {} ({}, attempt {}): {}",
                        event.getId(),
                        event.getType(),
                        sent.topic(),
                        reason,
                        attempt,
                        error);
                listener.deadLettered(event.getType(), route, reason);
                forgetAttempts(event);
                return DeliveryResult.SUCCESS;
            }
            case DeadLetters.NoTopic none -> {
                LOG.error("Event {} of type {} is dropped ({}): {}", event.getId(), event.getType(), reason, error);
                return reason.equals(DeadLetter.ATTEMPTS_EXHAUSTED) ? DeliveryResult.RETRY : DeliveryResult.DROP;
            }
            case DeadLetters.Refused refused -> {
                LOG.error("Event {} is not acknowledged: {}", event.getId(), refused.why());
                listener.deadLetterRefused(event.getType(), route, refused.why());
                return DeliveryResult.RETRY;
            }
        }
    }

    /** Not needed for correctness: the sweeper removes what stays. */
    private void forgetAttempts(CloudEvent event) {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(true);
            attempts.forget(connection, event);
        } catch (SQLException e) {
            LOG.debug("The attempts of event {} stay until they expire", event.getId(), e);
        }
    }
}
