package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;

/**
 * A key of a Secret in the namespace of the service that uses it.
 *
 * @param name Name of the Secret.
 * @param key Key inside the Secret.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SecretKeyRef(
        @JsonPropertyDescription("Name of the Secret.")
        @Required
        @Size(min = 1, max = 253)
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        String name,

        @JsonPropertyDescription("Key inside the Secret.")
        @Required
        @Size(min = 1, max = 253)
        @Pattern("^[-._a-zA-Z0-9]+$")
        String key) {
    /** @throws NullPointerException when a required member is absent */
    public SecretKeyRef {
        Objects.requireNonNull(name, "name is required");
        Objects.requireNonNull(key, "key is required");
    }
}
