package io.eventtopology.operator.watch;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the watches, and those of missing kinds as soon as their CRD appears; tells when a kind comes or goes; settles what
 * watches did not bring.
 */
public final class WatchStarter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchStarter.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    private final ClusterState state;
    private final Runnable onChange;
    private final Set<ResourceKind> missing = new HashSet<>();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("watch-starter").daemon().factory());

    /**
     * Starts watches of these caches.
     *
     * @param onChange called when a kind that was missing is there, and when one that was there is missing
     */
    public WatchStarter(ClusterState state, Runnable onChange) {
        this.state = state;
        this.onChange = onChange;
    }

    /** Starts all watches that can be started, and returns when they have read what exists or may not, or after 30 seconds. */
    public void start() throws InterruptedException {
        state.all().forEach(ResourceCache::start);
        missing.addAll(state.missingKinds());
        if (!missing.isEmpty()) {
            LOG.warn("The API server does not know {}; resources that need them wait until their CRDs appear", missing);
        }
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (System.nanoTime() < end
                && state.all().stream().anyMatch(cache -> cache.isAvailable() && !cache.isReadOrRefused())) {
            Thread.sleep(50);
        }
        var unused = scheduler.scheduleWithFixedDelay(
                this::look, LOOK_EVERY.toSeconds(), LOOK_EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    private void look() {
        try {
            boolean changed = false;
            for (ResourceCache<?> cache : state.all()) {
                if (!cache.isAvailable()) {
                    changed |= missing.add(cache.kind());
                    if (cache.start()) {
                        LOG.info("The API server knows {} now", cache.kind());
                    }
                }
                cache.settle();
            }
            changed |= missing.retainAll(state.missingKinds());
            if (changed) {
                onChange.run();
            }
        } catch (RuntimeException e) {
            LOG.warn("Looking for missing kinds failed and is tried again", e);
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
