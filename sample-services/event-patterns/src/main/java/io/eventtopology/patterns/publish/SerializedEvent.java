package io.eventtopology.patterns.publish;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.envelope.MalformedEventException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent as the JSON that consumers get. The text is looked through once and otherwise left as it is: an outbox is emptied several
 * times as fast as with an object made of each text, and a text made of each object.
 */
public final class SerializedEvent {
    private static final JsonFactory JSON = JsonFactory.builder()
            // Names within data are anybody's.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> VERSIONS = Set.of("1.0", "0.3");

    private final String key;
    private final String json;
    private final String id;
    /** Attributes, and empty texts for what is no text. */
    private final Map<String, String> attributes;

    private SerializedEvent(String key, String json, String id, Map<String, String> attributes) {
        this.key = key;
        this.json = json;
        this.id = id;
        this.attributes = attributes;
    }

    /**
     * An event that was written before. Its required attributes must be there; what they and the optional ones hold is left to those who read them.
     *
     * @param key ordering key
     * @param json a CloudEvent in the JSON format
     * @throws MalformedEventException when the text is no CloudEvent
     */
    public static SerializedEvent of(String key, String json) {
        Map<String, String> attributes = attributes(json);
        for (String required : new String[] {"id", "source", "type"}) {
            if (attributes.getOrDefault(required, "").isEmpty()) {
                throw malformed("it has no " + required, null);
            }
        }
        if (!VERSIONS.contains(attributes.getOrDefault("specversion", ""))) {
            throw malformed("it is of no known specversion", null);
        }
        return new SerializedEvent(key, json, attributes.getOrDefault("id", ""), attributes);
    }

    /** An event with its ordering key. */
    public static SerializedEvent of(CloudEvent event, EventKey key) {
        return of(key.of(event), new String(EventJson.write(event), StandardCharsets.UTF_8));
    }

    private static Map<String, String> attributes(String json) {
        Map<String, String> attributes = new HashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("it is no object", null);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
                attributes.put(name, text ? parser.getText() : "");
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw malformed("something follows it", null);
            }
        } catch (IOException e) {
            throw malformed(e.getMessage(), e);
        }
        return attributes;
    }

    private static MalformedEventException malformed(@Nullable String why, @Nullable IOException cause) {
        String message = "This is no CloudEvent in the JSON format: " + why;
        return cause == null ? new MalformedEventException(message) : new MalformedEventException(message, cause);
    }

    /** The ordering key. */
    public String key() {
        return key;
    }

    /** The attribute {@code id}. */
    public String id() {
        return id;
    }

    /** The event in the JSON format. */
    public String json() {
        return json;
    }

    /** An attribute; empty when it is no text, null when it is not there. */
    @Nullable
    String attribute(String name) {
        return attributes.get(name);
    }

    /** The JSON with these attributes, which replace those of the same names. */
    String jsonWith(Map<String, String> further) {
        if (further.keySet().stream().anyMatch(attributes::containsKey)) {
            return jsonWithReplaced(further);
        }
        JsonStringEncoder encoder = JsonStringEncoder.getInstance();
        StringBuilder text = new StringBuilder(json.length() + 256).append(json, 0, json.lastIndexOf('}'));
        further.forEach((name, value) -> {
            text.append(",\"").append(name).append("\":\"");
            encoder.quoteAsString(value, text);
            text.append('"');
        });
        return text.append('}').toString();
    }

    private String jsonWithReplaced(Map<String, String> further) {
        try {
            ObjectNode tree = (ObjectNode) MAPPER.readTree(json);
            further.forEach(tree::put);
            return MAPPER.writeValueAsString(tree);
        } catch (IOException e) {
            throw new IllegalStateException("An event that was looked through cannot be read", e);
        }
    }
}
