package io.eventtopology.operator.metrics;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What Prometheus may scrape: reconciliations by kind and outcome, their duration, events, and the JVM. */
public final class OperatorMetrics implements Metrics {
    private static final String KIND = "kind";
    private static final String SUCCESS = "success";
    private static final String FAILURE = "failure";
    private static final String OUTCOME = "outcome";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicBoolean leading = new AtomicBoolean();
    private @Nullable ResourceMetrics resources;

    /** Metrics in a registry of their own. */
    public OperatorMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        @SuppressWarnings("resource") // lives as long as the process
        JvmGcMetrics collections = new JvmGcMetrics();
        collections.bindTo(registry);
        Gauge.builder("eventtopology.leader", leading, flag -> flag.get() ? 1 : 0)
                .description("1 for the replica that reconciles, 0 for one that stands by")
                .register(registry);
        // From the start: Prometheus cannot tell how fast a counter grows that was not there before.
        for (String kind : ResourceMetrics.KINDS) {
            reconciliations(kind, SUCCESS);
            reconciliations(kind, FAILURE);
            retries(kind);
        }
    }

    /** For what other parts count. */
    public MeterRegistry registry() {
        return registry;
    }

    /** The metrics in Prometheus' text format. */
    public synchronized String scrape() {
        if (resources != null) {
            resources.refresh();
        }
        return registry.scrape();
    }

    /** Shows the conditions of resources. */
    public synchronized void watchResources(Supplier<Collection<ReportedResource>> reported) {
        resources = new ResourceMetrics(registry, reported);
    }

    /** This replica reconciles from now on, until its process ends. */
    public void leads() {
        leading.set(true);
    }

    /** Reconciliations of a kind that ended, well or not, since the start. */
    public double reconciliations(String kind) {
        return registry.find("eventtopology.reconciliations").tag(KIND, kind).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /**
     * A request to the admission webhook was answered.
     *
     * @param kind kind of the resource
     * @param outcome allowed, warned, denied or unjudged
     */
    public void admissionReviewed(String kind, String outcome, Duration took) {
        Timer.builder("eventtopology.admission.reviews")
                .description("Requests to the admission webhook and the time to answer them")
                .tag(KIND, kind)
                .tag(OUTCOME, outcome)
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry)
                .record(took);
    }

    /**
     * A request to the admission webhook was allowed because it could not be judged.
     *
     * @param reason starting, timeout, error or stopping
     */
    public void admissionNotJudged(String reason) {
        notJudged(reason).increment();
    }

    private Counter notJudged(String reason) {
        return registry.counter("eventtopology.admission.not.judged", "reason", reason);
    }

    /**
     * Shows the admission webhook, which is on.
     *
     * @param certificateExpires when its certificate is over, in seconds since 1970; NaN while there is none
     */
    public void watchAdmission(Supplier<Number> certificateExpires) {
        List.of("starting", "timeout", "error", "stopping").forEach(this::notJudged);
        Gauge.builder("eventtopology.admission.certificate.expires", certificateExpires)
                .description("End of the admission webhook's certificate")
                .baseUnit("seconds")
                .register(registry);
    }

    @Override
    public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
        long start = System.nanoTime();
        try {
            return execution.execute();
        } finally {
            Timer.builder("eventtopology.reconciliation.duration")
                    .description("Time that one reconciliation takes")
                    .tag("controller", execution.controllerName())
                    .tag("type", execution.name())
                    .publishPercentileHistogram()
                    .maximumExpectedValue(Duration.ofSeconds(30))
                    .register(registry)
                    .record(Duration.ofNanos(System.nanoTime() - start));
        }
    }

    @Override
    public void receivedEvent(Event event, Map<String, Object> metadata) {
        registry.counter("eventtopology.events", "event", event.getClass().getSimpleName())
                .increment();
    }

    @Override
    public void reconcileCustomResource(HasMetadata resource, RetryInfo retry, Map<String, Object> metadata) {
        if (retry != null && retry.getAttemptCount() > 0) {
            retries(resource.getKind()).increment();
        }
    }

    @Override
    public void finishedReconciliation(HasMetadata resource, Map<String, Object> metadata) {
        reconciliations(resource.getKind(), SUCCESS).increment();
    }

    @Override
    public void failedReconciliation(HasMetadata resource, Exception failure, Map<String, Object> metadata) {
        reconciliations(resource.getKind(), FAILURE).increment();
    }

    @Override
    public void cleanupDoneFor(ResourceID resource, Map<String, Object> metadata) {
        registry.counter("eventtopology.cleanups").increment();
    }

    private Counter reconciliations(String kind, String outcome) {
        return registry.counter("eventtopology.reconciliations", KIND, kind, OUTCOME, outcome);
    }

    private Counter retries(String kind) {
        return registry.counter("eventtopology.retries", KIND, kind);
    }
}
