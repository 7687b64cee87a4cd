package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.Objects;

/**
 * Where the connection data of a database come from.
 *
 * @param secretRef Secret with the keys url, username and password, in the namespace of the service.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Database(
        @JsonPropertyDescription("Secret with the keys url, username and password, in the namespace of the service.")
        @Required
        LocalRef secretRef) {
    /** @throws NullPointerException when a required member is absent */
    public Database {
        Objects.requireNonNull(secretRef, "secretRef is required");
    }
}
