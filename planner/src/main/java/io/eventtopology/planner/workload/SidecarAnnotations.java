package io.eventtopology.planner.workload;

import io.eventtopology.planner.model.BrokerKind;
import io.eventtopology.planner.model.ResolvedService;
import java.util.SortedMap;
import java.util.TreeMap;

/** Annotations that make Dapr's injector add a sidecar, as Dapr 1.16 and later read them (pkg/injector/annotations). */
final class SidecarAnnotations {
    /** Port of the sidecar that other sidecars call. */
    static final int INTERNAL_GRPC_PORT = 50002;
    /** Port of the sidecar that serves its health and metadata; fixed in the injector. */
    static final int PUBLIC_PORT = 3501;
    /** Port of the sidecar's metrics. */
    static final int METRICS_PORT = 9090;

    private static final String CPU_REQUEST = "100m";
    private static final String MEMORY_REQUEST = "128Mi";
    private static final String MEMORY_LIMIT = "512Mi";
    private static final int HEALTH_TIMEOUT_MILLISECONDS = 2000;
    /** Dapr's defaults notice after 15 s. */
    private static final int HEALTH_INTERVAL_SECONDS = 2;

    private static final int HEALTH_FAILURES = 2;

    /**
     * By Dapr's defaults a sidecar that has not opened its port 15 s after its start is killed (pkg/injector/patcher/sidecar.go: looks after 3, 9 and
     * 15 s). When many pods start at once, its identity and configuration can take longer, and the restarts keep the control plane busy. A sidecar
     * that hangs later is found as soon as by the defaults.
     */
    private static final int LIVENESS_DELAY_SECONDS = 30;

    /** A sidecar is up in two or three seconds; by the defaults the second look comes after 9 s. */
    private static final int READINESS_DELAY_SECONDS = 1;

    private static final int READINESS_PERIOD_SECONDS = 2;
    /** Calls go elsewhere after 18 s of silence, as by the defaults. */
    private static final int READINESS_FAILURES = 9;

    private SidecarAnnotations() {}

    static SortedMap<String, String> of(ResolvedService service, SidecarSettings sidecar, Shutdown shutdown) {
        SortedMap<String, String> annotations = new TreeMap<>();
        annotations.put("dapr.io/enabled", "true");
        annotations.put("dapr.io/app-id", service.appId());
        annotations.put("dapr.io/app-port", Integer.toString(service.port()));
        annotations.put("dapr.io/app-protocol", "http");
        annotations.put("dapr.io/config", sidecar.configuration());
        if (service.maxConcurrency() != null) {
            annotations.put("dapr.io/app-max-concurrency", Integer.toString(service.maxConcurrency()));
        }
        annotations.put("dapr.io/log-as-json", "true");
        annotations.put("dapr.io/enable-metrics", "true");
        annotations.put("dapr.io/metrics-port", Integer.toString(METRICS_PORT));
        annotations.put("dapr.io/internal-grpc-port", Integer.toString(INTERNAL_GRPC_PORT));
        annotations.put("dapr.io/sidecar-cpu-request", CPU_REQUEST);
        annotations.put("dapr.io/sidecar-memory-request", MEMORY_REQUEST);
        annotations.put("dapr.io/sidecar-memory-limit", MEMORY_LIMIT);
        annotations.put("dapr.io/sidecar-seccomp-profile-type", "RuntimeDefault");
        annotations.put("dapr.io/sidecar-liveness-probe-delay-seconds", Integer.toString(LIVENESS_DELAY_SECONDS));
        annotations.put("dapr.io/sidecar-readiness-probe-delay-seconds", Integer.toString(READINESS_DELAY_SECONDS));
        annotations.put("dapr.io/sidecar-readiness-probe-period-seconds", Integer.toString(READINESS_PERIOD_SECONDS));
        annotations.put("dapr.io/sidecar-readiness-probe-threshold", Integer.toString(READINESS_FAILURES));
        // The store needs a token of the pod, which has none; Dapr's control plane resolves the Secrets of components.
        annotations.put("dapr.io/disable-builtin-k8s-secret-store", "true");
        annotations.put("dapr.io/block-shutdown-duration", shutdown.block() + "s");
        annotations.put("dapr.io/graceful-shutdown-seconds", Integer.toString(shutdown.graceful()));
        if (service.preset() != null && !subscribesOnKafka(service)) {
            // While a service is not ready, its sidecar takes no events instead of wasting their attempts.
            annotations.put("dapr.io/enable-app-health-check", "true");
            annotations.put("dapr.io/app-health-check-path", Probes.READY_PATH);
            annotations.put("dapr.io/app-health-probe-interval", Integer.toString(HEALTH_INTERVAL_SECONDS));
            annotations.put("dapr.io/app-health-threshold", Integer.toString(HEALTH_FAILURES));
            annotations.put("dapr.io/app-health-probe-timeout", Integer.toString(HEALTH_TIMEOUT_MILLISECONDS));
        }
        return annotations;
    }

    /**
     * On Kafka a sidecar that asks can fall silent: it stops subscriptions when the app is unwell and starts them when it is well again, and
     * where an event was in flight the late end of the old subscription takes the new one away, for good (components-contrib 1.16.0
     * common/component/kafka/subscriber.go deletes by topic; components-contrib #4349).
     */
    private static boolean subscribesOnKafka(ResolvedService service) {
        return service.subscribes().stream()
                .anyMatch(subscription -> BrokerKind.of(subscription.topology().broker()) == BrokerKind.KAFKA);
    }
}
