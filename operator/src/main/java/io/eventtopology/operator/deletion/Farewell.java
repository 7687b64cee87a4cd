package io.eventtopology.operator.deletion;

import io.eventtopology.crds.DeletionPolicy;
import io.eventtopology.crds.TopicStatus;
import io.eventtopology.operator.apply.PlanApplication;
import io.eventtopology.operator.status.ResourceEvents;
import io.eventtopology.operator.status.StatusClock;
import io.eventtopology.operator.watch.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import java.time.Duration;
import java.util.List;

/**
 * Ends a resource that is being deleted: in bounded time, whatever is down. What cannot be cleaned up within two minutes is left
 * behind and named in an Event.
 */
public final class Farewell {
    /** After this time the resource goes, whatever is left. */
    public static final Duration LONGEST = Duration.ofMinutes(2);

    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final PlanApplication application;
    private final ResourceEvents events;
    private final StatusClock clock;

    /** Ends resources with these parts. */
    public Farewell(PlanApplication application, ResourceEvents events, StatusClock clock) {
        this.application = application;
        this.events = events;
        this.clock = clock;
    }

    /** Lets go of all that the resource has outside its namespace; keeps its finalizer while something is waited for. */
    public DeleteControl end(Owner owner, HasMetadata resource, List<TopicStatus> topics, DeletionPolicy policy) {
        List<String> waiting = application.release(owner, topics, policy);
        if (waiting.isEmpty()) {
            return DeleteControl.defaultDelete();
        }
        Duration waited = clock.since(resource.getMetadata().getDeletionTimestamp());
        if (waited.compareTo(LONGEST) < 0) {
            if (waited.compareTo(AGAIN) < 0) {
                events.warning(
                        resource,
                        "DeletionWaits",
                        "Deletion waits, " + LONGEST.toSeconds() + " s at most, for " + String.join("; ", waiting));
            }
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(AGAIN.toMillis());
        }
        events.warning(
                resource,
                "LeftBehind",
                "Deleted after " + LONGEST.toSeconds() + " s of waiting; left behind: " + String.join("; ", waiting));
        return DeleteControl.defaultDelete();
    }
}
