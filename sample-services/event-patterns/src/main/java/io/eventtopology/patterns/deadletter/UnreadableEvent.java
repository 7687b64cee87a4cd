package io.eventtopology.patterns.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Makes an event of a delivery that is none, so that it can be dead-lettered with a reason: its data are what was delivered, and
 * its id is a hash of that, so that the same delivery gives the same event.
 */
public final class UnreadableEvent {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private UnreadableEvent() {}

    /**
     * The event.
     *
     * @param appId app that it was delivered to, which is named as its source
     * @return empty when nothing tells the topic, and so the type
     */
    public static Optional<CloudEvent> of(byte[] body, MessageOrigin origin, String appId) {
        JsonNode json = json(body);
        String topic = origin.topic();
        // The type of an event is also the name of its topic.
        String type =
                topic == null ? text(json, "topic").or(() -> text(json, "type")).orElse("") : topic;
        if (type.isEmpty()) {
            return Optional.empty();
        }
        CloudEventBuilder event = CloudEventBuilder.v1()
                .withId("unreadable-" + hash(body))
                .withSource(URI.create("/" + appId + "/unreadable"))
                .withType(type);
        return Optional.of((json.isMissingNode()
                        ? event.withData("application/octet-stream", body)
                        : event.withData("application/json", JsonCloudEventData.wrap(json)))
                .build());
    }

    private static Optional<String> text(JsonNode json, String field) {
        return Optional.of(json.path(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode json = MAPPER.readTree(body);
            return json == null ? MissingNode.getInstance() : json;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
