package io.eventtopology.planner.model;

import io.eventtopology.crds.Bulk;
import io.eventtopology.crds.Unmatched;
import org.jspecify.annotations.Nullable;

/**
 * An event that a service consumes, with the topology that declares it.
 *
 * @param topology the topology
 * @param event the event
 * @param route path of the service that gets it
 * @param match CEL expression for the route; null when every event takes it
 * @param unmatched what becomes of the others
 * @param unmatchedRoute path for the others with {@link Unmatched#ROUTE}; null otherwise
 * @param delivery the delivery rules
 * @param ownComponent whether it needs a component of its own, because its delivery rules differ from those that the service has
 *     for the topology, or because a component of the broker has one queue for all its events
 * @param bulk bulk delivery; null without
 */
public record ResolvedSubscription(
        ResolvedTopology topology,
        ResolvedEvent event,
        String route,
        @Nullable String match,
        Unmatched unmatched,
        @Nullable String unmatchedRoute,
        ResolvedDelivery delivery,
        boolean ownComponent,
        @Nullable Bulk bulk) {
    /**
     * Path that gets events that do not match and are to be ignored, where there is a dead-letter topic: daprd 1.16 dead-letters
     * what has no route (pkg/runtime/subscription/subscription.go), and has no route that only acknowledges. Services of the
     * pattern library answer it.
     */
    public static final String IGNORED_PATH = "/eventtopology/ignored";

    /**
     * Whether failed events go to the dead-letter topic: the rules want it, and the broker can keep what lies there.
     */
    public boolean hasDeadLetterTopic() {
        return delivery.deadLetter()
                && BrokerKind.of(topology.broker()).deadLetterHolder() != BrokerKind.DeadLetterHolder.NONE;
    }

    /**
     * Path for events that {@link #match} does not send to {@link #route}, or for all events without a match; null when they get
     * none, and Dapr dead-letters them where there is a dead-letter topic and acknowledges them elsewhere. In bulk, daprd 1.16
     * posts them to the empty path besides (pkg/runtime/subscription/bulksubscription.go), so they always get one to be ignored.
     */
    public @Nullable String defaultPath() {
        if (match == null) {
            return route;
        }
        return switch (unmatched) {
            case IGNORE -> hasDeadLetterTopic() || bulk != null ? IGNORED_PATH : null;
            case DEAD_LETTER -> null;
            case ROUTE -> unmatchedRoute;
        };
    }
}
