package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An object that belongs to the resource.
 *
 * @param apiVersion Its API version.
 * @param kind Its kind.
 * @param namespace Its namespace.
 * @param name Its name.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ChildRef(
        @JsonPropertyDescription("Its API version.") @Required
        String apiVersion,

        @JsonPropertyDescription("Its kind.") @Required String kind,
        @JsonPropertyDescription("Its namespace.") @Nullable String namespace,
        @JsonPropertyDescription("Its name.") @Required String name) {
    /** @throws NullPointerException when a required member is absent */
    public ChildRef {
        Objects.requireNonNull(apiVersion, "apiVersion is required");
        Objects.requireNonNull(kind, "kind is required");
        Objects.requireNonNull(name, "name is required");
    }
}
