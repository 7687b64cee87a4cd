package io.eventtopology.patterns.environment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the operator and Dapr's injector tell a service by its environment.
 *
 * @param appId id of the app in Dapr
 * @param daprHttpPort port of the sidecar's HTTP API
 * @param pubsubName name of the pub/sub component of the service's topology
 * @param eventKeys event type → path of its ordering key, of what it publishes
 * @param eventSchemas event type → JSON Schema of its data, of what it publishes
 * @param deadLetterTopics event type → dead-letter topic, of what it consumes
 * @param deliveryAttempts event type → attempts in all before an event is dead-lettered, of what it consumes
 */
public record ServiceEnvironment(
        String appId,
        int daprHttpPort,
        String pubsubName,
        Map<String, String> eventKeys,
        Map<String, JsonNode> eventSchemas,
        Map<String, String> deadLetterTopics,
        Map<String, Integer> deliveryAttempts) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String DAPRS_DEFAULT_PORT = "3500";

    /** Copies. */
    public ServiceEnvironment {
        eventKeys = Map.copyOf(eventKeys);
        eventSchemas = Map.copyOf(eventSchemas);
        deadLetterTopics = Map.copyOf(deadLetterTopics);
        deliveryAttempts = Map.copyOf(deliveryAttempts);
    }

    /**
     * Reads environment variables; {@code APP_ID} and {@code PUBSUB_NAME} have the defaults {@code app} and {@code pubsub}.
     *
     * @throws IllegalArgumentException when a variable cannot be read; the message names it
     */
    public static ServiceEnvironment of(Map<String, String> variables) {
        return new ServiceEnvironment(
                variables.getOrDefault("APP_ID", "app"),
                port(variables.getOrDefault("DAPR_HTTP_PORT", DAPRS_DEFAULT_PORT)),
                variables.getOrDefault("PUBSUB_NAME", "pubsub"),
                object(variables, "EVENT_KEYS", "a path", JsonNode::isTextual, JsonNode::asText),
                object(variables, "EVENT_SCHEMAS", "a JSON Schema", ServiceEnvironment::isSchema, schema -> schema),
                object(variables, "DEAD_LETTER_TOPICS", "a topic", JsonNode::isTextual, JsonNode::asText),
                object(variables, "DELIVERY_ATTEMPTS", "a number from 1", node -> node.asInt() > 0, JsonNode::asInt));
    }

    /** The dead-letter topic for events of a type; empty when there is none. */
    public Optional<String> deadLetterTopic(String type) {
        return Optional.ofNullable(deadLetterTopics.get(type));
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65_536) {
                return port;
            }
            throw new IllegalArgumentException("DAPR_HTTP_PORT is " + text + ", which is no port number");
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("DAPR_HTTP_PORT is \"" + text + "\", which is no port number", e);
        }
    }

    private static boolean isSchema(JsonNode node) {
        return node.isObject() || node.isBoolean();
    }

    private static <T> Map<String, T> object(
            Map<String, String> variables,
            String name,
            String what,
            Predicate<JsonNode> fits,
            Function<JsonNode, T> value) {
        Map<String, T> values = new TreeMap<>();
        parsed(name, variables.getOrDefault(name, "{}")).properties().forEach(entry -> {
            if (!fits.test(entry.getValue())) {
                throw new IllegalArgumentException(name + " has for " + entry.getKey() + " not " + what + " but "
                        + entry.getValue().getNodeType());
            }
            values.put(entry.getKey(), value.apply(entry.getValue()));
        });
        return values;
    }

    private static JsonNode parsed(String name, String text) {
        try {
            JsonNode node = MAPPER.readTree(text.isBlank() ? "{}" : text);
            if (!node.isObject()) {
                throw new IllegalArgumentException(name + " must be a JSON object, not " + node.getNodeType());
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(name + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
