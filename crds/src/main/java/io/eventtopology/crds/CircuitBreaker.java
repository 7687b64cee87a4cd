package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Stops trying for a while after failures in a row.
 *
 * @param consecutiveFailures Failures in a row that open the circuit; 5 when absent.
 * @param openFor How long the circuit stays open before one trial; 30s when absent.
 * @param halfOpenRequests Trials let through while half open; 1 when absent.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CircuitBreaker(
        @JsonPropertyDescription("Failures in a row that open the circuit; 5 when absent.") @Min(1) @Max(1000) @Nullable
        Integer consecutiveFailures,

        @JsonPropertyDescription("How long the circuit stays open before one trial; 30s when absent.")
        @Size(min = 2, max = DurationSyntax.LONGEST)
        @Pattern(DurationSyntax.PATTERN)
        @Nullable
        String openFor,

        @JsonPropertyDescription("Trials let through while half open; 1 when absent.") @Min(1) @Max(100) @Nullable
        Integer halfOpenRequests) {}
