package io.eventtopology.patterns.quarkus;

import io.eventtopology.patterns.trace.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenTelemetry's current span in W3C form, which an event carries through outbox and broker. */
@Singleton
final class CurrentTrace implements TraceContext.Source {
    @Override
    public @Nullable TraceContext current() {
        if (!Span.current().getSpanContext().isValid()) {
            return null;
        }
        Map<String, String> headers = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(Context.current(), headers, (map, name, value) -> {
            if (map != null) {
                map.put(name, value);
            }
        });
        String traceparent = headers.get("traceparent");
        return traceparent == null ? null : new TraceContext(traceparent, headers.get("tracestate"));
    }
}
