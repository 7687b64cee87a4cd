package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A synchronous call to another service through Dapr invocation.
 *
 * @param service Name of the EventService that is called, in the same namespace.
 * @param timeout How long a call may take, for example 2s; 5s when absent.
 * @param retry Retries of a failed call; none when absent.
 * @param circuitBreaker Stops calling for a while after failures; none when absent.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServiceCall(
        @JsonPropertyDescription("Name of the EventService that is called, in the same namespace.")
        @Required
        @Size(min = 1, max = 50)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        String service,

        @JsonPropertyDescription("How long a call may take, for example 2s; 5s when absent.")
        @Size(min = 2, max = DurationSyntax.LONGEST)
        @Pattern(DurationSyntax.PATTERN)
        @Nullable
        String timeout,

        @JsonPropertyDescription("Retries of a failed call; none when absent.") @Nullable
        Retry retry,

        @JsonPropertyDescription("Stops calling for a while after failures; none when absent.") @Nullable
        CircuitBreaker circuitBreaker) {
    /** @throws NullPointerException when a required member is absent */
    public ServiceCall {
        Objects.requireNonNull(service, "service is required");
    }
}
