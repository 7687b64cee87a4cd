package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An object that belongs to the resource.
 *
 * @param apiVersion Its API version.
 * @param kind Its kind.
 * @param namespace Its namespace; absent for an object that belongs to the whole cluster.
 * @param name Its name.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ChildRef(
        @JsonPropertyDescription("Its API version.") @Required @Size(min = 1, max = 317)
        String apiVersion,

        @JsonPropertyDescription("Its kind.") @Required @Size(min = 1, max = 63)
        String kind,

        @JsonPropertyDescription("Its namespace; absent for an object that belongs to the whole cluster.")
        @Size(min = 1, max = 63)
        @Nullable
        String namespace,

        @JsonPropertyDescription("Its name.") @Required @Size(min = 1, max = 253)
        String name) {
    /** @throws NullPointerException when a required member is absent */
    public ChildRef {
        Objects.requireNonNull(apiVersion, "apiVersion is required");
        Objects.requireNonNull(kind, "kind is required");
        Objects.requireNonNull(name, "name is required");
    }
}
