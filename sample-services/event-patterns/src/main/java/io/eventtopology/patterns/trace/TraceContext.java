package io.eventtopology.patterns.trace;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A trace in W3C form.
 *
 * @param traceparent for example {@code 00-<trace id>-<span id>-01}
 * @param tracestate vendors' part; null when there is none
 */
public record TraceContext(String traceparent, @Nullable String tracestate) {
    /** Tells the trace that the current thread works in. */
    @FunctionalInterface
    public interface Source {
        /** No tracing. */
        Source NONE = () -> null;

        /** The trace; null when there is none. */
        @Nullable
        TraceContext current();
    }

    /** A trace that begins here and that nobody records. */
    public static TraceContext begun(RandomGenerator random) {
        HexFormat hex = HexFormat.of();
        String trace = hex.toHexDigits(random.nextLong()) + hex.toHexDigits(odd(random));
        return new TraceContext("00-" + trace + "-" + hex.toHexDigits(odd(random)) + "-00", null);
    }

    /** Ids of nothing but zeros are none. */
    private static long odd(RandomGenerator random) {
        return random.nextLong() | 1;
    }

    /**
     * The event as part of this trace. daprd 1.16 keeps an event's {@code traceparent} only if it also has {@code traceid}, with the same value by its own convention
     * (components-contrib, pubsub/envelope.go, FromCloudEvent).
     */
    public CloudEvent on(CloudEvent event) {
        CloudEventBuilder builder = CloudEventBuilder.from(event)
                .withExtension("traceparent", traceparent)
                .withExtension("traceid", traceparent);
        return (tracestate == null || tracestate.isEmpty() ? builder : builder.withExtension("tracestate", tracestate))
                .build();
    }
}
