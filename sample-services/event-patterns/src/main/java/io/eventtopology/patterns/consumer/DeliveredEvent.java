package io.eventtopology.patterns.consumer;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.envelope.MalformedEventException;
import java.nio.charset.StandardCharsets;

/** Reads what daprd delivers, and refuses events that the inbox could never note: they would come again and again. */
final class DeliveredEvent {
    /** PostgreSQL's limit for a row of an index is 2,704 bytes. */
    private static final int LONGEST_IDENTITY = 2000;

    private DeliveredEvent() {}

    /** @throws MalformedEventException when it is no CloudEvent that can be handled */
    static CloudEvent read(byte[] body) {
        CloudEvent event = EventJson.read(body);
        String identity = event.getSource() + event.getId();
        if (identity.indexOf('\0') >= 0) {
            throw new MalformedEventException("The source or id of the event has a NUL, which PostgreSQL cannot store");
        }
        if (identity.getBytes(StandardCharsets.UTF_8).length > LONGEST_IDENTITY) {
            throw new MalformedEventException(
                    "The source and id of the event take more than " + LONGEST_IDENTITY + " bytes together");
        }
        return event;
    }
}
