package io.eventtopology.planner.workload;

import io.eventtopology.crds.Scaling;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResolvedService;
import org.jspecify.annotations.Nullable;

/**
 * How many pods a service has.
 *
 * @param fixed the number in the Deployment; null when KEDA sets it
 * @param most the largest number there can be
 */
public record Replicas(@Nullable Integer fixed, int most) {
    private static final int FEWEST = 1;
    private static final int MOST = 5;

    /** KEDA scales where it is installed and has lag to scale by, that is Kafka subscriptions. */
    static Replicas of(ResolvedService service, Platform platform) {
        Scaling scaling = service.scaling();
        if (scaling == null) {
            int fixed = service.replicas() == null ? 1 : service.replicas();
            return new Replicas(fixed, fixed);
        }
        if (platform.keda() && LagScaling.hasLag(service)) {
            return new Replicas(null, most(scaling));
        }
        // Nobody would start the first pod from zero.
        int fixed = Math.max(1, fewest(scaling));
        return new Replicas(fixed, fixed);
    }

    /** Fewest pods of a scaled service. */
    public static int fewest(Scaling scaling) {
        return scaling.minReplicas() == null ? FEWEST : scaling.minReplicas();
    }

    /** Most pods of a scaled service. */
    public static int most(Scaling scaling) {
        return scaling.maxReplicas() == null ? MOST : scaling.maxReplicas();
    }

    /** Whether KEDA sets the number. */
    boolean isScaledByLag() {
        return fixed == null;
    }
}
