package io.eventtopology.operator.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What was seen of a pod that runs.
 *
 * @param pod the pod
 * @param problem what is wrong with it; empty when nothing is
 * @param since since when that is so; without meaning when nothing is wrong
 */
record PodSight(RunningPod pod, Optional<Problem> problem, Instant since) {
    boolean isFine() {
        return problem.isEmpty();
    }

    /** Whether its problem lasted for longer than what passes by itself. */
    boolean isBroken(Instant now) {
        return problem.filter(found -> lasts(now, found.reason().grace())).isPresent();
    }

    boolean isBroken(Instant now, Reason reason) {
        return isBroken(now)
                && problem.filter(found -> found.reason() == reason).isPresent();
    }

    boolean lasts(Instant now, Duration time) {
        return problem.isPresent() && !now.isBefore(since.plus(time));
    }
}
