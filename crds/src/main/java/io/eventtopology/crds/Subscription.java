package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event that a service consumes.
 *
 * @param event Type of the event.
 * @param topologyRef The topology that declares it; the topology of the service when absent.
 * @param route Path of the service that receives the event, for example /events/todo-created.
 * @param match CEL expression over the event that decides whether the route gets it, for example event.data.priority == 'high'.
 * @param unmatched What becomes of events that do not match: Ignore, DeadLetter or Route; Ignore when absent.
 * @param unmatchedRoute Path that gets the events that do not match, with unmatched: Route.
 * @param delivery Delivery rules for this event only.
 * @param bulk Deliver several events in one request.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "!has(self.unmatched) || has(self.match)",
        message = "unmatched goes with match: without match every event takes the route")
@ValidationRule(
        value = "has(self.unmatchedRoute) == (has(self.unmatched) && self.unmatched == 'Route')",
        message = "unmatchedRoute is needed with unmatched: Route, and only there")
public record Subscription(
        @JsonPropertyDescription("Type of the event.")
        @Required
        @Size(min = 5, max = 120)
        @Pattern("^[a-z][a-zA-Z0-9_-]*\\.[a-z][a-zA-Z0-9_-]*\\.[a-z][a-zA-Z0-9_-]*$")
        String event,

        @JsonPropertyDescription("The topology that declares it; the topology of the service when absent.") @Nullable
        TopologyRef topologyRef,

        @JsonPropertyDescription("Path of the service that receives the event, for example /events/todo-created.")
        @Required
        @Size(min = 1, max = 256)
        @Pattern("^/[-a-zA-Z0-9_./~]*$")
        String route,

        @JsonPropertyDescription(
                "CEL expression over the event that decides whether the route gets it, for example event.data.priority == 'high'.")
        @Size(min = 1, max = 1024)
        @Pattern("^[ -~]+$")
        @Nullable
        String match,

        @JsonPropertyDescription(
                "What becomes of events that do not match: Ignore, DeadLetter or Route; Ignore when absent.")
        @Nullable
        Unmatched unmatched,

        @JsonPropertyDescription("Path that gets the events that do not match, with unmatched: Route.")
        @Size(min = 1, max = 256)
        @Pattern("^/[-a-zA-Z0-9_./~]*$")
        @Nullable
        String unmatchedRoute,

        @JsonPropertyDescription("Delivery rules for this event only.") @Nullable
        Delivery delivery,

        @JsonPropertyDescription("Deliver several events in one request.") @Nullable
        Bulk bulk) {
    /** @throws NullPointerException when a required member is absent */
    public Subscription {
        Objects.requireNonNull(event, "event is required");
        Objects.requireNonNull(route, "route is required");
    }
}
