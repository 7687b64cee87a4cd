package io.eventtopology.patterns.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventtopology.patterns.deadletter.MessageOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Takes a bulk delivery of Dapr: many events in one request, each with an answer of its own. */
public final class BulkDelivery {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final EventConsumer consumer;

    /** Hands the events to {@code consumer}, in their order. */
    public BulkDelivery(EventConsumer consumer) {
        this.consumer = consumer;
    }

    /** Whether a body is a bulk delivery rather than one event. */
    public static boolean isBulk(byte[] body) {
        try {
            JsonNode tree = MAPPER.readTree(body);
            return tree.path("entries").isArray() && !tree.has("specversion");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Takes a bulk delivery. Where an event has to come again, those after it with the same key wait, so that the order of a key holds.
     *
     * @param body {@code {"entries": [{"entryId", "event", "contentType", "metadata"}], "topic", "metadata", ...}} (dapr,
     *     pkg/runtime/pubsub/bulksubscribe_events.go)
     * @return the answer's body: {@code {"statuses": [{"entryId", "status"}]}}
     * @throws IOException when the body is not JSON
     */
    public String deliver(String route, byte[] body) throws IOException {
        JsonNode bulk = MAPPER.readTree(body);
        Set<String> heldBack = new HashSet<>();
        ObjectNode answer = MAPPER.createObjectNode();
        ArrayNode statuses = answer.putArray("statuses");
        for (JsonNode entry : bulk.path("entries")) {
            Map<String, String> metadata = metadata(bulk, entry);
            byte[] event = event(entry.path("event"));
            String key = MessageOrigin.of(metadata).key();
            DeliveryResult result;
            if (key != null && heldBack.contains(key)) {
                result = consumer.holdBack(route, event);
            } else {
                result = consumer.deliver(route, event, metadata);
                if (key != null && result == DeliveryResult.RETRY) {
                    heldBack.add(key);
                }
            }
            statuses.addObject().put("entryId", entry.path("entryId").asText()).put("status", result.name());
        }
        return answer.toString();
    }

    /** What is told of all entries, and of one. */
    private static Map<String, String> metadata(JsonNode bulk, JsonNode entry) {
        Map<String, String> metadata = new TreeMap<>();
        if (bulk.path("topic").isTextual()) {
            metadata.put("__topic", bulk.path("topic").asText());
        }
        for (JsonNode told : List.of(bulk.path("metadata"), entry.path("metadata"))) {
            told.properties()
                    .forEach(item -> metadata.put(item.getKey(), item.getValue().asText()));
        }
        return metadata;
    }

    /** An object; or bytes in base64, which is how daprd delivers raw payloads. */
    private static byte[] event(JsonNode event) {
        if (event.isTextual()) {
            try {
                return Base64.getDecoder().decode(event.asText());
            } catch (IllegalArgumentException e) {
                return event.asText().getBytes(StandardCharsets.UTF_8);
            }
        }
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }
}
