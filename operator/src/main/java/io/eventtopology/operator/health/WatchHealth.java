package io.eventtopology.operator.health;

import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.operator.watch.WatchProgress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells a hung watch from a quiet one. The API server sends a bookmark on every watch about once a minute, so the version that a
 * live watch has reached goes up even when nothing happens to its objects; that of a hung watch stands still while those of
 * others go up.
 */
public final class WatchHealth {
    /** A bookmark is due every minute; this allows for one that is late. */
    public static final Duration LONGEST_SILENCE = Duration.ofSeconds(100);

    private final ClusterState state;
    private final Duration longestSilence;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(String version, long atNanos) {}

    /** Looks at the watches of these caches. */
    public WatchHealth(ClusterState state) {
        this(state, LONGEST_SILENCE);
    }

    WatchHealth(ClusterState state, Duration longestSilence) {
        this.state = state;
        this.longestSilence = longestSilence;
    }

    /** Watches that hang, in words; empty when all live. To be asked every few seconds. */
    public List<String> hanging() {
        long now = System.nanoTime();
        boolean anyProgress = false;
        List<WatchProgress> all =
                state.all().stream().flatMap(cache -> cache.progress().stream()).toList();
        for (WatchProgress watch : all) {
            Seen last = seen.get(watch.name());
            if (last == null || !last.version().equals(watch.version())) {
                seen.put(watch.name(), new Seen(watch.version(), now));
                anyProgress = true;
            } else if (now - last.atNanos() < longestSilence.toNanos()) {
                anyProgress = true;
            }
        }
        if (!anyProgress) {
            // All stand still: the API server is away, and a restart would not bring it back.
            return List.of();
        }
        return all.stream()
                .filter(watch -> {
                    Seen last = seen.get(watch.name());
                    return last != null && now - last.atNanos() >= longestSilence.toNanos();
                })
                .map(watch -> watch.name() + " has not heard from the API server for more than "
                        + longestSilence.toSeconds() + " s")
                .sorted()
                .toList();
    }
}
