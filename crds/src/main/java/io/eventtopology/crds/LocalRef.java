package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;

/**
 * Names an object in the same namespace.
 *
 * @param name Its name.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LocalRef(
        @JsonPropertyDescription("Its name.")
        @Required
        @Size(min = 1, max = 253)
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        String name) {
    /** @throws NullPointerException when a required member is absent */
    public LocalRef {
        Objects.requireNonNull(name, "name is required");
    }
}
