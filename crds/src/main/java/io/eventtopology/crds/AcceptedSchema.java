package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.Objects;

/**
 * The schema of an event that was last accepted; changes are compared with it.
 *
 * @param event Type of the event.
 * @param digest SHA-256 of the canonical schema.
 * @param schema The schema as canonical JSON.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AcceptedSchema(
        @JsonPropertyDescription("Type of the event.") @Required
        String event,

        @JsonPropertyDescription("SHA-256 of the canonical schema.") @Required
        String digest,

        @JsonPropertyDescription("The schema as canonical JSON.") @Required
        String schema) {
    /** @throws NullPointerException when a required member is absent */
    public AcceptedSchema {
        Objects.requireNonNull(event, "event is required");
        Objects.requireNonNull(digest, "digest is required");
        Objects.requireNonNull(schema, "schema is required");
    }
}
