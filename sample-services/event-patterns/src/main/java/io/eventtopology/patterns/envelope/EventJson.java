package io.eventtopology.patterns.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** CloudEvents in the JSON format (structured mode), as daprd takes and delivers them. */
public final class EventJson {
    /** Content type of an event in the JSON format. */
    public static final String CONTENT_TYPE = "application/cloudevents+json";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .findAndAddModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private static final JsonFormat FORMAT = new JsonFormat();

    private EventJson() {}

    /** The event as JSON, UTF-8. */
    public static byte[] write(CloudEvent event) {
        return FORMAT.serialize(event);
    }

    /** The event as a JSON object. */
    public static JsonNode tree(CloudEvent event) {
        try {
            return MAPPER.readTree(write(event));
        } catch (IOException e) {
            throw new IllegalStateException("An event that was just written cannot be read", e);
        }
    }

    /**
     * Reads an event.
     *
     * @throws MalformedEventException when the text is no CloudEvent
     */
    public static CloudEvent read(byte[] json) {
        try {
            // The JSON value null is read as null.
            return Objects.requireNonNull(FORMAT.deserialize(json), "null");
        } catch (RuntimeException e) {
            throw new MalformedEventException("This is no CloudEvent in the JSON format: " + e.getMessage(), e);
        }
    }

    /**
     * The data of an event.
     *
     * @return missing when it has none
     * @throws MalformedEventException when they are not JSON
     */
    public static JsonNode data(CloudEvent event) {
        CloudEventData data = event.getData();
        if (data == null) {
            return MissingNode.getInstance();
        }
        if (data instanceof JsonCloudEventData json) {
            return json.getNode();
        }
        try {
            return MAPPER.readTree(data.toBytes());
        } catch (IOException e) {
            throw new MalformedEventException("The data of event " + event.getId() + " are not JSON", e);
        }
    }

    /**
     * What a path such as {@code data.todoId} leads to in an event.
     *
     * @return the value as text; empty when there is none, or when it is an object or a list
     */
    public static String at(CloudEvent event, String path) {
        List<String> steps = List.of(path.split("\\.", -1));
        boolean inData = steps.getFirst().equals("data");
        JsonNode node = inData ? data(event) : tree(event);
        for (String step : inData ? steps.subList(1, steps.size()) : steps) {
            node = node.path(step);
        }
        return node.asText();
    }

    /** The mapper that writes and reads data. */
    static ObjectMapper mapper() {
        return MAPPER;
    }
}
