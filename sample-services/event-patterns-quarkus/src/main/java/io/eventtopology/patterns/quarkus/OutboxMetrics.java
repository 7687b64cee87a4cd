package io.eventtopology.patterns.quarkus;

import io.eventtopology.patterns.outbox.OutboxStatus;
import io.eventtopology.patterns.outbox.RelayListener;
import io.eventtopology.patterns.publish.PublishFailure;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * What the outbox holds and what its relay does: {@code outbox_pending_events}, {@code outbox_oldest_event_age_seconds},
 * {@code outbox_published_events_total} and {@code outbox_publish_failures_total}.
 */
@Singleton
final class OutboxMetrics implements RelayListener {
    private static final Logger LOG = Logger.getLogger(OutboxMetrics.class);

    private final MeterRegistry registry;
    private final AtomicBoolean unreached = new AtomicBoolean();
    private volatile double pending;
    private volatile double oldestSeconds;

    OutboxMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("outbox.pending.events", this, metrics -> metrics.pending)
                .description("Events that are committed and not yet acknowledged by the broker")
                .register(registry);
        Gauge.builder("outbox.oldest.event.age", this, metrics -> metrics.oldestSeconds)
                .description("Age of the oldest of them")
                .baseUnit("seconds")
                .register(registry);
    }

    void observe(OutboxStatus status) {
        pending = status.pending();
        oldestSeconds = status.oldest().toMillis() / 1000.0;
    }

    @Override
    public void published(String topic, int events) {
        registry.counter("outbox.published.events", "topic", topic).increment(events);
        unreached.set(false);
    }

    @Override
    public void failed(String topic, PublishFailure failure) {
        registry.counter("outbox.publish.failures", "topic", topic).increment();
        if (!failure.reached() && unreached.getAndSet(true)) {
            // Said once, not every few seconds for as long as the sidecar is away.
            return;
        }
        LOG.warnf(
                "Event %s was not published to %s and is tried again: %s", failure.eventId(), topic, failure.reason());
    }
}
