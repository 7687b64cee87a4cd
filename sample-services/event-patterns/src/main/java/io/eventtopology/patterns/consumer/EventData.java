package io.eventtopology.patterns.consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.envelope.MalformedEventException;

/** Reads the data of events as types of the consumer: what it does not know is passed over, so that publishers may add fields. */
public final class EventData {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .findAndAddModules()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private EventData() {}

    /**
     * The data of an event.
     *
     * @throws PoisonEventException when they do not fit the type; the message names type and place, and no value
     */
    public static <T> T read(CloudEvent event, Class<T> type) throws PoisonEventException {
        try {
            JsonNode data = EventJson.data(event);
            if (!data.isObject()) {
                throw new PoisonEventException("Event of type " + event.getType() + " has no JSON object as data");
            }
            return MAPPER.treeToValue(data, type);
        } catch (JsonProcessingException e) {
            String place = e instanceof com.fasterxml.jackson.databind.JsonMappingException mapping
                    ? mapping.getPath().stream()
                            .map(step -> String.valueOf(step.getFieldName()))
                            .reduce("data", (left, right) -> left + "." + right)
                    : "data";
            throw new PoisonEventException("Event of type " + event.getType() + " cannot be read at " + place);
        } catch (MalformedEventException e) {
            throw new PoisonEventException("The data of event of type " + event.getType() + " are not JSON");
        }
    }
}
