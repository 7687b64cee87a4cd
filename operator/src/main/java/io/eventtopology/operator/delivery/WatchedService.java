package io.eventtopology.operator.delivery;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A service whose delivery is looked at, and what was said of it. Thread-safe; one round at a time. */
final class WatchedService {
    private final ResourceID id;
    private final EvictionPace pace = new EvictionPace();
    private WantedDelivery wanted;
    private Optional<DeliveryReport> last;
    private Map<String, Instant> seenSince = Map.of();
    private boolean settled;
    private boolean inRound;
    private long dueNanos;

    /**
     * @param said what was said of this very declaration, before the operator started; empty when nothing was
     */
    WatchedService(ResourceID id, WantedDelivery wanted, Optional<DeliveryReport> said, long dueNanos) {
        this.id = id;
        this.wanted = wanted;
        this.last = said;
        this.dueNanos = dueNanos;
    }

    ResourceID id() {
        return id;
    }

    /** For the one round at a time. */
    EvictionPace pace() {
        return pace;
    }

    synchronized WantedDelivery wanted() {
        return wanted;
    }

    /** Something else is wanted: what was said is said no more. */
    synchronized void want(WantedDelivery now, long nanos) {
        if (!wanted.equals(now)) {
            wanted = now;
            last = Optional.empty();
            seenSince = Map.of();
            settled = false;
            dueNanos = nanos;
        }
    }

    synchronized Optional<DeliveryReport> last() {
        return last;
    }

    /** Whether what is said rests on what is so now, and not on what was so a moment ago. */
    synchronized boolean isSettled() {
        return settled;
    }

    synchronized void dueAt(long nanos) {
        if (nanos - dueNanos < 0) {
            dueNanos = nanos;
        }
    }

    /** Begins a round when one is due and none is under way. */
    synchronized boolean begin(long nanos) {
        if (inRound || nanos - dueNanos < 0) {
            return false;
        }
        inRound = true;
        dueNanos = Long.MAX_VALUE / 2 + nanos;
        return true;
    }

    synchronized void end(long nextNanos) {
        inRound = false;
        dueAt(nextNanos);
    }

    /** Since when each of these is seen; what is not asked for here in a round begins anew the next time. */
    synchronized Since since() {
        return new Since(seenSince);
    }

    /**
     * Takes what a round found, unless something else is wanted meanwhile.
     *
     * @return whether it says something else than before
     */
    synchronized boolean said(WantedDelivery of, DeliveryReport report, Since since, boolean isSettled) {
        if (!wanted.equals(of)) {
            return false;
        }
        boolean news = !last.equals(Optional.of(report));
        last = Optional.of(report);
        seenSince = since.now();
        settled = isSettled;
        return news;
    }

    /** Remembers since when something is so. */
    static final class Since {
        private final Map<String, Instant> before;
        private final Map<String, Instant> now = new HashMap<>();

        Since(Map<String, Instant> before) {
            this.before = before;
        }

        Instant of(String what, Instant otherwise) {
            Instant since = before.getOrDefault(what, otherwise);
            now.put(what, since);
            return since;
        }

        Map<String, Instant> now() {
            return Map.copyOf(now);
        }
    }
}
