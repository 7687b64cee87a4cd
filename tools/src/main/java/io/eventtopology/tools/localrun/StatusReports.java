package io.eventtopology.tools.localrun;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports statuses on a thread of its own: processes must not wait for a slow API server. */
final class StatusReports implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusReports.class);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final ObjectSource source;
    private final Map<String, DeploymentStatus> reported = new ConcurrentHashMap<>();
    private final Map<String, Instant> failed = new ConcurrentHashMap<>();
    private final Set<String> underWay = new HashSet<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("local-runner-status").daemon().factory());

    StatusReports(ObjectSource source) {
        this.source = source;
    }

    /** What was reported last; null before the first time. */
    @Nullable
    DeploymentStatus last(String key) {
        return reported.get(key);
    }

    /** Reports unless it is known, or a report of this Deployment is under way or has just failed: then it is for the caller to try again. */
    void report(String key, Deployment deployment, DeploymentStatus status, Instant now) {
        Instant failure = failed.get(key);
        if (status.equals(reported.get(key)) || (failure != null && now.isBefore(failure.plus(RETRY)))) {
            return;
        }
        synchronized (underWay) {
            if (!underWay.add(key)) {
                return;
            }
        }
        executor.execute(() -> send(key, deployment, status));
    }

    private void send(String key, Deployment deployment, DeploymentStatus status) {
        try {
            source.report(deployment, status);
            reported.put(key, status);
            failed.remove(key);
        } catch (RuntimeException e) {
            // A conflict above all: the next change of the object brings its new version.
            log.debug("The status of {} will be reported again: {}", key, e.getMessage());
            failed.put(key, Instant.now());
        } finally {
            synchronized (underWay) {
                underWay.remove(key);
            }
        }
    }

    /** Forgets a Deployment that is gone. */
    void forget(String key) {
        reported.remove(key);
        failed.remove(key);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
