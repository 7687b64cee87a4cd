package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event that a service publishes.
 *
 * @param event Type of the event.
 * @param topologyRef The topology that declares it; the topology of the service when absent.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Publication(
        @JsonPropertyDescription("Type of the event.")
        @Required
        @Size(min = 5, max = 120)
        @Pattern("^[a-z][a-zA-Z0-9_-]*\\.[a-z][a-zA-Z0-9_-]*\\.[a-z][a-zA-Z0-9_-]*$")
        String event,

        @JsonPropertyDescription("The topology that declares it; the topology of the service when absent.") @Nullable
        TopologyRef topologyRef) {
    /** @throws NullPointerException when a required member is absent */
    public Publication {
        Objects.requireNonNull(event, "event is required");
    }
}
