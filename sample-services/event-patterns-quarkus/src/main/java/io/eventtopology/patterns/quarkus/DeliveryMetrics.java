package io.eventtopology.patterns.quarkus;

import io.eventtopology.patterns.consumer.DeliveryListener;
import io.eventtopology.patterns.consumer.DeliveryResult;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

/**
 * What becomes of deliveries: {@code event_deliveries_seconds} by type, route and result, {@code event_duplicates_total},
 * {@code event_dead_letters_total} by reason, and {@code event_dead_letter_failures_total}, at which somebody must look.
 */
@Singleton
final class DeliveryMetrics implements DeliveryListener {
    private static final String TYPE = "type";
    private static final String ROUTE = "route";

    private final MeterRegistry registry;

    DeliveryMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void answered(String type, String route, DeliveryResult result, Duration took) {
        registry.timer(
                        "event.deliveries",
                        TYPE,
                        type,
                        ROUTE,
                        route,
                        "result",
                        result.name().toLowerCase(Locale.ROOT))
                .record(took);
    }

    @Override
    public void duplicate(String type, String route) {
        registry.counter("event.duplicates", TYPE, type, ROUTE, route).increment();
    }

    @Override
    public void deadLettered(String type, String route, String reason) {
        registry.counter("event.dead.letters", TYPE, type, ROUTE, route, "reason", reason)
                .increment();
    }

    @Override
    public void deadLetterRefused(String type, String route, String why) {
        registry.counter("event.dead.letter.failures", TYPE, type, ROUTE, route).increment();
    }
}
