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
        @Nullable Bulk bulk) {}
