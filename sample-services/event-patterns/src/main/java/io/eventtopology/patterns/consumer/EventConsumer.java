package io.eventtopology.patterns.consumer;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.deadletter.Attempts;
import io.eventtopology.patterns.deadletter.DeadLetterPublishers;
import io.eventtopology.patterns.deadletter.DeadLetters;
import io.eventtopology.patterns.deadletter.MessageOrigin;
import io.eventtopology.patterns.envelope.MalformedEventException;
import io.eventtopology.patterns.environment.ServiceEnvironment;
import io.eventtopology.patterns.publish.EventPublisher;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

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

    private final Map<String, EventRoute> routes = new TreeMap<>();
    private final Effects effects;
    private final Failures failures;
    private final DeliveryListener listener;

    /**
     * A consumer of events of one topology.
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
        this(routes, database, component -> publisher, environment, clock, listener);
    }

    /**
     * A consumer of events of any topologies.
     *
     * @param database has the tables of the pattern library
     * @param publishers publish dead letters
     */
    public EventConsumer(
            Collection<EventRoute> routes,
            DataSource database,
            DeadLetterPublishers publishers,
            ServiceEnvironment environment,
            Clock clock,
            DeliveryListener listener) {
        for (EventRoute route : routes) {
            if (this.routes.put(route.path(), route) != null) {
                throw new IllegalArgumentException("Two handlers want the events of route " + route.path());
            }
        }
        Attempts attempts = new Attempts(database);
        this.effects = new Effects(database);
        this.failures = new Failures(attempts, new DeadLetters(publishers, environment, clock), environment, listener);
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
        MessageOrigin origin = MessageOrigin.of(metadata);
        String type;
        DeliveryResult result;
        try {
            CloudEvent event = DeliveredEvent.read(body);
            type = event.getType();
            result = take(new Delivery(route, event, origin));
        } catch (MalformedEventException e) {
            type = "unknown";
            result = failures.unreadable(route, body, origin, e);
        }
        listener.answered(type, route, result, Duration.ofNanos(System.nanoTime() - start));
        return result;
    }

    /**
     * Does not handle an event, because one before it with the same key has to come again: it would overtake. Counts as an
     * attempt here as it does in Dapr.
     */
    DeliveryResult holdBack(String route, byte[] body) {
        CloudEvent event;
        try {
            event = DeliveredEvent.read(body);
        } catch (MalformedEventException e) {
            // Its turn comes with the others.
            return DeliveryResult.RETRY;
        }
        failures.heldBack(event);
        listener.answered(event.getType(), route, DeliveryResult.RETRY, Duration.ZERO);
        return DeliveryResult.RETRY;
    }

    private DeliveryResult take(Delivery delivery) {
        EventHandler handler = handlerOf(delivery.route());
        if (handler == null) {
            return failures.withoutHandler(delivery);
        }
        return switch (effects.have(handler, delivery.event())) {
            case Effects.Done done -> DeliveryResult.SUCCESS;
            case Effects.DoneBefore before -> {
                listener.duplicate(delivery.event().getType(), delivery.route());
                yield DeliveryResult.SUCCESS;
            }
            case Effects.Failed failed -> failures.failed(delivery, failed.cause());
        };
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
}
