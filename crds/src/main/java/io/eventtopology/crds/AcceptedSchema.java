package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The schema of an event that was last accepted; changes are compared with it.
 *
 * @param event Type of the event.
 * @param digest SHA-256 of the canonical schema.
 * @param schema The schema as canonical JSON.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AcceptedSchema(
        @JsonPropertyDescription("Type of the event.") @Required @Size(min = 1, max = 120)
        String event,

        @JsonPropertyDescription("SHA-256 of the canonical schema.") @Required @Size(min = 1, max = 128)
        String digest,

        @JsonPropertyDescription("The schema as canonical JSON.") @Required @Size(max = AcceptedSchema.LONGEST_SCHEMA)
        String schema) {
    /** Most characters of a schema that a status can keep; a status leaves a longer one out. */
    public static final int LONGEST_SCHEMA = 262144;

    /** @throws NullPointerException when a required member is absent */
    public AcceptedSchema {
        Objects.requireNonNull(event, "event is required");
        Objects.requireNonNull(digest, "digest is required");
        Objects.requireNonNull(schema, "schema is required");
    }

    /** The first 256 of those whose schema can be kept; empty for null. */
    static List<AcceptedSchema> keepable(@Nullable List<AcceptedSchema> schemas) {
        return schemas == null
                ? List.of()
                : schemas.stream()
                        .filter(s -> s.schema().length() <= LONGEST_SCHEMA)
                        .limit(256)
                        .toList();
    }
}
