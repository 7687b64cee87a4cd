package io.eventtopology.operator.delivery;

import io.eventtopology.crds.EventService;
import io.eventtopology.operator.apply.PodEviction;
import io.eventtopology.operator.status.ResourceEvents;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Evicts pods that run without their sidecar, or whose sidecar did not load what is declared: of one service one at a time, while
 * none of its pods starts or ends, at the pace of {@link EvictionPace}. While Dapr's injector evidently adds no sidecars, only one
 * service at a time finds out whether it does again.
 */
final class SidecarRepair {
    /** A sidecar that reloads has had this time for it. */
    private static final Duration RELOAD = Duration.ofSeconds(60);

    /** A younger pod may not be what it will be. */
    private static final Duration SETTLED = Reason.SidecarMissing.grace();

    private final PodEviction eviction;
    private final ResourceEvents events;
    private final DeliveryMetrics metrics;
    private final Supplier<List<Pod>> podsOfAll;
    private final EvictionPace ofProbes = new EvictionPace();

    SidecarRepair(PodEviction eviction, ResourceEvents events, DeliveryMetrics metrics, Supplier<List<Pod>> podsOfAll) {
        this.eviction = eviction;
        this.events = events;
        this.metrics = metrics;
        this.podsOfAll = podsOfAll;
    }

    /**
     * Evicts a pod if one needs it and it is time.
     *
     * @param all all pods of the service, those that start or end included
     * @param pace the pace of the service
     */
    void mend(EventService service, List<PodSight> pods, Collection<RunningPod> all, EvictionPace pace, Instant now) {
        Optional<PodSight> chosen = pods.stream()
                .filter(sight -> sight.problem().filter(Problem::restartHelps).isPresent())
                .filter(sight -> sight.isBroken(now, Reason.SidecarMissing) || isNotReloaded(sight, now))
                .filter(sight -> sight.pod().isReplaced())
                .min(Comparator.comparing((PodSight sight) ->
                                sight.problem().orElseThrow().reason())
                        .thenComparing(sight -> sight.pod().created())
                        .thenComparing(sight -> sight.pod().name()));
        if (chosen.isEmpty() || !pace.allows(now) || !all.stream().allMatch(pod -> isSettled(pod, now))) {
            return;
        }
        Problem problem = chosen.get().problem().orElseThrow();
        if (problem.reason() == Reason.SidecarMissing && !injectorWorks()) {
            probe(service, chosen.get(), problem, pace, now);
        } else {
            evict(service, chosen.get(), problem, pace, now);
        }
    }

    private static boolean isNotReloaded(PodSight sight, Instant now) {
        return sight.problem()
                        .filter(problem -> problem.reason() == Reason.ComponentNotLoaded
                                || problem.reason() == Reason.SubscriptionNotLoaded)
                        .isPresent()
                && sight.lasts(now, RELOAD);
    }

    private static boolean isSettled(RunningPod pod, Instant now) {
        return pod.isOver()
                || (pod.runs() && !now.isBefore(Instant.parse(pod.created()).plus(SETTLED)));
    }

    private synchronized void probe(
            EventService service, PodSight chosen, Problem problem, EvictionPace pace, Instant now) {
        if (ofProbes.allows(now) && evict(service, chosen, problem, pace, now)) {
            ofProbes.tried(now);
        }
    }

    private boolean evict(EventService service, PodSight chosen, Problem problem, EvictionPace pace, Instant now) {
        String name = chosen.pod().name();
        pace.tried(now);
        switch (eviction.evict(chosen.pod().pod())) {
            case EVICTED -> {
                metrics.evicted(problem.reason());
                events.warning(
                        service,
                        "PodEvicted",
                        "Pod " + name + " was evicted so that another one takes its place, because of "
                                + problem.reason() + ": " + problem.message());
                return true;
            }
            case NOT_NOW ->
                events.warning(
                        service,
                        "EvictionRefused",
                        "Pod " + name + " needs a restart because of " + problem.reason()
                                + ", and its PodDisruptionBudget does not allow it at the moment");
            case FAILED -> {
                // The log says why, and a later round tries again.
            }
        }
        return false;
    }

    /** Pods get their sidecar when they are created: the youngest tell. */
    private boolean injectorWorks() {
        Optional<Instant> with = youngest(true);
        Optional<Instant> without = youngest(false);
        boolean works = with.isPresent() && (without.isEmpty() || !with.get().isBefore(without.get()));
        if (works) {
            synchronized (this) {
                ofProbes.helped();
            }
        }
        return works;
    }

    private Optional<Instant> youngest(boolean withSidecar) {
        return podsOfAll.get().stream()
                .map(RunningPod::new)
                .filter(pod -> pod.hasSidecar() == withSidecar)
                .map(pod -> Instant.parse(pod.created()))
                .max(Comparator.naturalOrder());
    }
}
