package io.eventtopology.operator.deletion;

import io.eventtopology.operator.status.ResourceEvents;
import io.eventtopology.operator.status.StatusClock;
import io.eventtopology.operator.topics.Release;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends a resource that is being deleted: in bounded time, whatever is down. What cannot be cleaned up within two minutes is left
 * behind and named in an Event.
 */
public final class Farewell {
    /** After this time the resource goes, whatever is left. */
    public static final Duration LONGEST = Duration.ofMinutes(2);

    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final ResourceEvents events;
    private final StatusClock clock;
    private final Map<String, Set<String>> told = new ConcurrentHashMap<>();

    /** Ends resources with these parts. */
    public Farewell(ResourceEvents events, StatusClock clock) {
        this.events = events;
        this.clock = clock;
    }

    /**
     * Decides whether a resource may go; its finalizer stays while something is waited for.
     *
     * @param release how far letting go is
     * @param leaveBehind called when the resource goes although something is left
     */
    public DeleteControl end(HasMetadata resource, Release release, Runnable leaveBehind) {
        release.notices()
                .forEach(notice -> once(resource, notice, () -> events.normal(resource, "KafkaNotice", notice)));
        if (release.waiting().isEmpty()) {
            told.remove(resource.getMetadata().getUid());
            return DeleteControl.defaultDelete();
        }
        String left = String.join("; ", release.waiting());
        if (clock.since(resource.getMetadata().getDeletionTimestamp()).compareTo(LONGEST) < 0) {
            once(
                    resource,
                    "DeletionWaits",
                    () -> events.warning(
                            resource,
                            "DeletionWaits",
                            "Deletion waits, " + LONGEST.toSeconds() + " s at most, for " + left));
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(AGAIN.toMillis());
        }
        leaveBehind.run();
        events.warning(
                resource, "LeftBehind", "Deleted after " + LONGEST.toSeconds() + " s of waiting; left behind: " + left);
        told.remove(resource.getMetadata().getUid());
        return DeleteControl.defaultDelete();
    }

    /** Every attempt finds the same again: it is told once. */
    private void once(HasMetadata resource, String what, Runnable tell) {
        if (told.computeIfAbsent(resource.getMetadata().getUid(), uid -> ConcurrentHashMap.newKeySet())
                .add(what)) {
            tell.run();
        }
    }
}
