package io.eventtopology.tools.localrun;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Lifecycle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a pod stops: the sidecar is told at once, the app after its preStop sleep; what still runs when the grace is over is killed.
 *
 * @param grace until the kill
 * @param appDelay until the app is told
 * @param block in which the sidecar still serves the app; null if the pod sets none
 * @param graceful most seconds of the sidecar's own shutdown; negative for Dapr's default
 */
record Stopping(Duration grace, Duration appDelay, @Nullable Duration block, long graceful) {
    private static final long KUBERNETES_DEFAULT_SECONDS = 30;

    /**
     * What the pod says; with a shorter limit all times shrink in proportion.
     *
     * @param limit the longest grace; null for as long as the pod says
     */
    static Stopping of(PodIdentity pod, @Nullable Duration limit) {
        Long declared = pod.spec().getTerminationGracePeriodSeconds();
        Duration grace = Duration.ofSeconds(declared == null ? KUBERNETES_DEFAULT_SECONDS : declared);
        double share = limit == null || grace.isZero() || limit.compareTo(grace) >= 0
                ? 1
                : (double) limit.toMillis() / grace.toMillis();
        String block = pod.annotation("block-shutdown-duration", "");
        long graceful = Long.parseLong(pod.annotation("graceful-shutdown-seconds", "-1"));
        return new Stopping(
                shortened(grace, share),
                shortened(preStop(pod.container()), share),
                block.isEmpty() ? null : shortened(GoDuration.parse(block), share),
                graceful < 0 ? graceful : Math.round(Math.ceil(graceful * share)));
    }

    private static Duration preStop(Container container) {
        Lifecycle lifecycle = container.getLifecycle();
        if (lifecycle == null
                || lifecycle.getPreStop() == null
                || lifecycle.getPreStop().getSleep() == null) {
            return Duration.ZERO;
        }
        return Duration.ofSeconds(lifecycle.getPreStop().getSleep().getSeconds());
    }

    private static Duration shortened(Duration duration, double share) {
        return Duration.ofMillis(Math.round(duration.toMillis() * share));
    }
}
