package io.eventtopology.patterns.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A circuit breaker for each topic of a relay. A topic where nothing gets through is closed for a while, which grows; then one worker tries it
 * while the others go on without it. So a topic whose publishing hangs holds up neither other topics nor all workers, and a sidecar
 * that is down is asked now and then only.
 */
final class TopicGate {
    /** What a worker saw of a topic. */
    enum Verdict {
        /** Something was acknowledged. */
        WORKS,
        /** Nothing gets through. */
        FAILS,
        /** Nothing that says more about the topic than about single events. */
        UNKNOWN
    }

    private static final class State {
        int failures;
        int inside;
        long closedUntil;
    }

    private final RelaySettings settings;
    private final LongSupplier nanoTime;
    private final Map<String, State> states = new HashMap<>();

    TopicGate(RelaySettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /** Topics that no further worker may enter now. */
    synchronized List<String> closed() {
        List<String> closed = new ArrayList<>();
        states.forEach((topic, state) -> {
            if (isClosed(state)) {
                closed.add(topic);
            }
        });
        return closed;
    }

    /** Whether the caller may publish to a topic; if so it must {@link #leave} afterwards. */
    synchronized boolean enter(String topic) {
        State state = states.computeIfAbsent(topic, name -> new State());
        if (isClosed(state)) {
            return false;
        }
        state.inside++;
        return true;
    }

    /** Ends what {@link #enter} began. */
    synchronized void leave(String topic, Verdict verdict) {
        State state = states.get(topic);
        if (state == null) {
            throw new IllegalStateException("Nobody entered " + topic);
        }
        state.inside--;
        switch (verdict) {
            case WORKS -> state.failures = 0;
            case FAILS -> {
                state.failures++;
                state.closedUntil =
                        nanoTime.getAsLong() + settings.backoff(state.failures).toNanos();
            }
            case UNKNOWN -> {}
        }
        if (state.failures == 0 && state.inside == 0) {
            states.remove(topic);
        }
    }

    /** Time until the next topic opens, at most {@code limit}. */
    synchronized Duration untilOpening(Duration limit) {
        long now = nanoTime.getAsLong();
        long wait = limit.toNanos();
        for (State state : states.values()) {
            if (state.failures > 0 && state.inside == 0) {
                wait = Math.min(wait, Math.max(0, state.closedUntil - now));
            }
        }
        return Duration.ofNanos(wait);
    }

    private boolean isClosed(State state) {
        return state.failures > 0 && (state.inside > 0 || state.closedUntil - nanoTime.getAsLong() > 0);
    }
}
