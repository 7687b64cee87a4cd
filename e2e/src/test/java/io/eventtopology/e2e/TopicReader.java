package io.eventtopology.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eventtopology.tools.kafka.TopicRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Reads the events of a topic from its start to its end. */
public record TopicReader(Map<String, Object> clientProperties) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** An event in a topic. */
    public record Event(String key, JsonNode json, int partition, long offset) {}

    /** All that is in a topic now; in order within each partition. */
    public List<Event> read(String topic) {
        return TopicRecords.read(clientProperties, topic).stream()
                .map(found -> new Event(found.key(), json(found.value()), found.partition(), found.offset()))
                .toList();
    }

    private static JsonNode json(byte[] value) {
        try {
            return MAPPER.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException("What is in the topic is no JSON", e);
        }
    }
}
