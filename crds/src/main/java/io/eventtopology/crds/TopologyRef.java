package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Names an EventTopology.
 *
 * @param name Name of the EventTopology.
 * @param namespace Its namespace; the same namespace when absent. Another one must allow it (allowedNamespaces).
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TopologyRef(
        @JsonPropertyDescription("Name of the EventTopology.")
        @Required
        @Size(min = 1, max = 40)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        String name,

        @JsonPropertyDescription(
                "Its namespace; the same namespace when absent. Another one must allow it (allowedNamespaces).")
        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @Nullable
        String namespace) {
    /** @throws NullPointerException when a required member is absent */
    public TopologyRef {
        Objects.requireNonNull(name, "name is required");
    }
}
