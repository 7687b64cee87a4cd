package io.eventtopology.operator.delivery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many sidecars are as declared and how many are not, and how many pods were evicted for it. */
final class DeliveryMetrics {
    private final MeterRegistry registry;
    private final Map<String, Collection<PodSight>> pods = new ConcurrentHashMap<>();

    DeliveryMetrics(MeterRegistry registry) {
        this.registry = registry;
        gauge("verified", List.of());
        gauge("missing", List.of(Reason.SidecarMissing));
        gauge("unreachable", List.of(Reason.SidecarUnreachable));
        gauge("not_loaded", List.of(Reason.ComponentNotLoaded, Reason.SubscriptionNotLoaded));
    }

    private void gauge(String state, List<Reason> reasons) {
        Gauge.builder("eventtopology.sidecars", this, metrics -> metrics.count(reasons))
                .description("Pods of services by what their sidecar loaded, when it was last asked")
                .tag("state", state)
                .register(registry);
    }

    private double count(List<Reason> reasons) {
        return pods.values().stream()
                .flatMap(Collection::stream)
                .filter(sight -> reasons.isEmpty()
                        ? sight.isFine()
                        : sight.problem()
                                .map(Problem::reason)
                                .filter(reasons::contains)
                                .isPresent())
                .count();
    }

    void seen(String service, Collection<PodSight> sights) {
        pods.put(service, sights);
    }

    void forget(String service) {
        pods.remove(service);
    }

    void evicted(Reason reason) {
        registry.counter("eventtopology.pods.evicted", "reason", reason.name()).increment();
    }
}
