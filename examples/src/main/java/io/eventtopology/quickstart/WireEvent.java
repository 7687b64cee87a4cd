package io.eventtopology.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A record of a topic.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its place in the partition
 * @param time when it was produced
 * @param key its key; empty without one
 * @param json its value
 */
record WireEvent(String topic, int partition, long offset, Instant time, String key, JsonNode json) {
    /** An attribute of the CloudEvent; empty when it has none of this name. */
    String attribute(String name) {
        return json.path(name).asText("");
    }

    /** The CloudEvent's id. */
    String id() {
        return attribute("id");
    }

    /** A field of the event's data; empty when there is none. */
    String data(String field) {
        return json.path("data").path(field).asText("");
    }

    /** Whether its topic is one for dead letters. */
    boolean isDeadLetter() {
        return topic.endsWith(TopicTail.DEAD_LETTERS);
    }
}
