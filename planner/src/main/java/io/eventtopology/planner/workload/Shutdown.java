package io.eventtopology.planner.workload;

import io.eventtopology.crds.PodOverrides;
import org.jspecify.annotations.Nullable;

/**
 * How the seconds of a pod that ends are shared out. Kubernetes signals app and sidecar at once. First the sidecar takes no
 * more events but keeps its API ({@code dapr.io/block-shutdown-duration}), so that the app finishes and publishes what it has
 * begun; the app itself gets the signal a little later, when no more requests are routed to it; then the sidecar shuts down.
 *
 * @param grace seconds until Kubernetes kills what still runs
 * @param appDelay seconds before the app is told to stop
 * @param block seconds in which the sidecar still serves the app
 * @param graceful most seconds of the sidecar's own shutdown
 */
record Shutdown(int grace, int appDelay, int block, int graceful) {
    private static final int GRACE_SECONDS = 45;
    private static final int LONGEST_APP_DELAY = 5;
    private static final int LONGEST_BLOCK = 15;
    /** An event that is tried again holds its partition as long: the next pod gets nothing before this one has left its group. */
    private static final int LONGEST_GRACEFUL = 10;

    static Shutdown of(@Nullable PodOverrides pod) {
        Integer declared = pod == null ? null : pod.terminationGracePeriodSeconds();
        int grace = declared == null ? GRACE_SECONDS : declared;
        int appDelay = Math.clamp(grace / 9, 1, LONGEST_APP_DELAY);
        int block = Math.clamp(grace / 3, 1, LONGEST_BLOCK);
        return new Shutdown(grace, appDelay, block, Math.min(grace - block - appDelay, LONGEST_GRACEFUL));
    }
}
