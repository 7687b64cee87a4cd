package io.eventtopology.patterns.quarkus;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.consumer.EventHandler;
import io.eventtopology.patterns.consumer.PreparedEventHandler;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Handles an event as part of the trace that it carries, whatever the sidecar's own tracing is set to; the request that delivered it
 * is linked, for it may have delivered many.
 *
 * @param handler handles events
 * @param tracer makes the spans
 */
record TracedHandler(EventHandler handler, Tracer tracer) implements EventHandler {
    private static final TextMapGetter<CloudEvent> EXTENSIONS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(CloudEvent event) {
            return event.getExtensionNames();
        }

        @Override
        public @Nullable String get(@Nullable CloudEvent event, String name) {
            return event != null && event.getExtension(name) instanceof String text ? text : null;
        }
    };

    private interface Step {
        void run() throws Exception;
    }

    /** The same with its work before the transaction. */
    private record Prepared(PreparedEventHandler handler, TracedHandler traced) implements PreparedEventHandler {
        @Override
        public void before(CloudEvent event) throws Exception {
            traced.in(event, "prepare", () -> handler.before(event));
        }

        @Override
        public void handle(Connection transaction, CloudEvent event) throws Exception {
            traced.handle(transaction, event);
        }
    }

    /** Traces a handler, which stays a {@link PreparedEventHandler} if it is one. */
    static EventHandler of(EventHandler handler, Tracer tracer) {
        TracedHandler traced = new TracedHandler(handler, tracer);
        return handler instanceof PreparedEventHandler prepared ? new Prepared(prepared, traced) : traced;
    }

    @Override
    public void handle(Connection transaction, CloudEvent event) throws Exception {
        in(event, "process", () -> handler.handle(transaction, event));
    }

    private void in(CloudEvent event, String what, Step step) throws Exception {
        Context sender = W3CTraceContextPropagator.getInstance().extract(Context.root(), event, EXTENSIONS);
        Span span = tracer.spanBuilder(what + " " + event.getType())
                .setParent(sender)
                .addLink(Span.current().getSpanContext())
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.destination.name", event.getType())
                .setAttribute("messaging.message.id", event.getId())
                .startSpan();
        try (Scope scope = span.makeCurrent()) {
            step.run();
        } catch (Exception e) {
            span.setStatus(StatusCode.ERROR, e.getClass().getSimpleName());
            throw e;
        } finally {
            span.end();
        }
    }
}
