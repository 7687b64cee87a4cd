package io.eventtopology.patterns.envelope;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import java.net.URI;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.regex.Pattern;

/** Makes the events of one source, for example {@code /todos/api}. */
public final class EventFactory {
    /** As the EventTopology enforces it: {@code <domain>.<entity>.<action>}. */
    private static final Pattern TYPE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*){2}");

    private static final ObjectMapper MAPPER = EventJson.mapper();

    private final URI source;
    private final Clock clock;

    /** Events from {@code source}, which with an event's id tells duplicates. */
    public EventFactory(URI source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /**
     * A new event that happens now.
     *
     * @param type {@code <domain>.<entity>.<action>}; also the topic it goes to
     * @param subject id of the aggregate that it is about; also the ordering key where none is declared
     * @param data what happened; anything that Jackson writes as a JSON object
     * @throws IllegalArgumentException when type, subject or data cannot be used
     */
    public CloudEvent create(String type, String subject, Object data) {
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException(
                    "Event type \"" + type + "\" is not <domain>.<entity>.<action> in lower case");
        }
        if (subject.isEmpty()) {
            throw new IllegalArgumentException("An event of type " + type + " needs a subject: the id of what changed");
        }
        return CloudEventBuilder.v1()
                .withId(UUID.randomUUID().toString())
                .withSource(source)
                .withType(type)
                .withSubject(subject)
                .withTime(OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)))
                .withDataContentType("application/json")
                .withData(JsonCloudEventData.wrap(MAPPER.valueToTree(data)))
                .build();
    }
}
