package io.eventtopology.patterns.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
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
     * Takes a bulk delivery.
     *
     * @param body {@code {"entries": [{"entryId", "event", "contentType", "metadata"}], ...}}
     * @return the answer's body: {@code {"statuses": [{"entryId", "status"}]}}
     * @throws IOException when the body is not JSON
     */
    public String deliver(String route, byte[] body) throws IOException {
        ObjectNode answer = MAPPER.createObjectNode();
        ArrayNode statuses = answer.putArray("statuses");
        for (JsonNode entry : MAPPER.readTree(body).path("entries")) {
            Map<String, String> metadata = new TreeMap<>();
            entry.path("metadata")
                    .properties()
                    .forEach(item -> metadata.put(item.getKey(), item.getValue().asText()));
            DeliveryResult result = consumer.deliver(route, event(entry.path("event")), metadata);
            statuses.addObject().put("entryId", entry.path("entryId").asText()).put("status", result.name());
        }
        return answer.toString();
    }

    /** An object; or bytes in base64 when daprd did not take them for JSON. */
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
