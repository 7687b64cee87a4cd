package io.eventtopology.planner.model;

import io.eventtopology.crds.Backoff;
import io.eventtopology.crds.BundledService;
import io.eventtopology.crds.CircuitBreaker;
import io.eventtopology.crds.Publication;
import io.eventtopology.crds.Retry;
import io.eventtopology.crds.ServiceCall;
import io.eventtopology.crds.Subscription;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a bundled service publishes, consumes and calls unless its EventService says otherwise. Of the events only those count
 * that the topology declares.
 *
 * <p>The saga is a choreography with compensation: an order is placed; payment charges it or fails, and then the order is
 * cancelled; shipping ships what is charged or fails, and then payment refunds it, which cancels the order; what is shipped
 * completes the order. An order that waited too long expires: only shipping knows whether it is too late to stop, so it is
 * shipping that answers, with a failure unless it has shipped.
 *
 * @param publishes types it publishes, each with the consumed types that make it do so; none for what it does by itself, or because
 *     somebody calls it
 * @param consumes type → path that gets it; {@code todos.task.*} stands for every declared action
 * @param calls services it calls
 */
public record Preset(Map<String, Set<String>> publishes, Map<String, String> consumes, List<ServiceCall> calls) {
    private static final String EVERY_ACTION = ".*";

    private static final Preset TODO = new Preset(
            Map.of("todos.task.completed", Set.of(), "todos.task.created", Set.of(), "todos.task.deleted", Set.of()),
            Map.of(),
            List.of(new ServiceCall(
                    "user", "2s", new Retry(3, Backoff.CONSTANT, "200ms", null), new CircuitBreaker(5, "30s", 1))));
    private static final Preset USER = new Preset(Map.of("users.account.registered", Set.of()), Map.of(), List.of());
    private static final Preset NOTIFY = new Preset(
            Map.of(
                    "notifications.message.sent",
                    Set.of("todos.task.created", "todos.task.completed", "users.account.registered")),
            Map.of(
                    "todos.task.created", "/events/todo-created",
                    "todos.task.completed", "/events/todo-completed",
                    "users.account.registered", "/events/user-registered"),
            List.of());
    private static final Preset ANALYTICS = new Preset(
            Map.of(),
            Map.of(
                    "todos.task" + EVERY_ACTION,
                    "/events/todo-",
                    "users.account.registered",
                    "/events/user-registered",
                    "notifications.message.sent",
                    "/events/notification-sent"),
            List.of());
    private static final Preset ORDER = new Preset(
            Map.of(
                    "orders.order.cancelled", Set.of("payments.payment.failed", "payments.payment.refunded"),
                    "orders.order.completed", Set.of("shipping.parcel.shipped"),
                    "orders.order.expired", Set.of(),
                    "orders.order.placed", Set.of()),
            Map.of(
                    "payments.payment.failed", "/events/payment-failed",
                    "payments.payment.refunded", "/events/payment-refunded",
                    "shipping.parcel.shipped", "/events/parcel-shipped"),
            List.of());
    private static final Preset PAYMENT = new Preset(
            Map.of(
                    "payments.payment.charged", Set.of("orders.order.placed"),
                    "payments.payment.failed", Set.of("orders.order.placed", "shipping.parcel.failed"),
                    "payments.payment.refunded", Set.of("shipping.parcel.failed")),
            Map.of(
                    "orders.order.placed", "/events/order-placed",
                    "shipping.parcel.failed", "/events/parcel-failed"),
            List.of());
    private static final Preset SHIPPING = new Preset(
            Map.of(
                    "shipping.parcel.failed", Set.of("orders.order.expired", "payments.payment.charged"),
                    "shipping.parcel.shipped", Set.of("payments.payment.charged")),
            Map.of(
                    "orders.order.expired", "/events/order-expired",
                    "payments.payment.charged", "/events/payment-charged"),
            List.of());

    /** Copies. */
    public Preset {
        publishes = Map.copyOf(publishes);
        consumes = Map.copyOf(consumes);
        calls = List.copyOf(calls);
    }

    /** The preset of a bundled service. */
    public static Preset of(BundledService service) {
        return switch (service) {
            case Todo -> TODO;
            case User -> USER;
            case Notify -> NOTIFY;
            case Analytics -> ANALYTICS;
            case Order -> ORDER;
            case Payment -> PAYMENT;
            case Shipping -> SHIPPING;
        };
    }

    /** Name of the EventService of a bundled service that a topology lists. */
    public static String nameOf(BundledService service) {
        return service.name().toLowerCase(Locale.ROOT);
    }

    /** Name of the database Secret of a service that does not name one. */
    public static String databaseSecretOf(String service) {
        return service + "-database";
    }

    /** The declared types that the service publishes, sorted. */
    public List<Publication> publications(Collection<String> declared) {
        return publishes.keySet().stream()
                .filter(declared::contains)
                .sorted()
                .map(type -> new Publication(type, null))
                .toList();
    }

    /** Types whose consumption makes the service publish that one; null when the service does not publish it. */
    public @Nullable Set<String> causesOf(String published) {
        return publishes.get(published);
    }

    /** The declared types that the service consumes, sorted, with their paths. */
    public List<Subscription> subscriptions(Collection<String> declared) {
        Map<String, String> routes = new TreeMap<>();
        for (String type : declared) {
            String domainAndEntity = type.substring(0, Math.max(0, type.lastIndexOf('.')));
            String every = consumes.get(domainAndEntity + EVERY_ACTION);
            if (every != null) {
                routes.put(
                        type,
                        every + type.substring(domainAndEntity.length() + 1).toLowerCase(Locale.ROOT));
            } else if (consumes.containsKey(type)) {
                routes.put(type, consumes.get(type));
            }
        }
        return routes.entrySet().stream()
                .map(e -> new Subscription(e.getKey(), null, e.getValue(), null, null, null, null, null))
                .sorted(Comparator.comparing(Subscription::event))
                .toList();
    }
}
