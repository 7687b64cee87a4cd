package io.eventtopology.patterns.publish;

import io.eventtopology.patterns.trace.TraceContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Adds to an event what daprd adds to those that it does not take as raw payload (components-contrib, pubsub/envelope.go, FromCloudEvent), so that
 * consumers and dead letters find the same attributes whichever way an event went.
 *
 * @param pubsubName component that it is published through
 */
record Envelope(String pubsubName) {
    /** The JSON that goes to the broker. */
    String around(SerializedEvent event, String topic) {
        Map<String, String> added = new LinkedHashMap<>();
        added.put("topic", topic);
        added.put("pubsubname", pubsubName);
        if (event.attribute("traceid") == null) {
            String trace = event.attribute("traceparent");
            if (trace == null || trace.isEmpty()) {
                trace = TraceContext.begun(ThreadLocalRandom.current()).traceparent();
                added.put("traceparent", trace);
            }
            added.put("traceid", trace);
        }
        if (event.attribute("time") == null) {
            added.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        }
        if (event.attribute("tracestate") == null) {
            added.put("tracestate", "");
        }
        return event.jsonWith(added);
    }
}
