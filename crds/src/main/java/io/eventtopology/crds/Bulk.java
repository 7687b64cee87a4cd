package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Deliver several events in one request.
 *
 * @param maxMessages Most events in one request; 100 when absent.
 * @param maxAwait Longest wait to fill a request, for example 1s; 1s when absent.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Bulk(
        @JsonPropertyDescription("Most events in one request; 100 when absent.") @Min(1) @Max(10000) @Nullable
        Integer maxMessages,

        @JsonPropertyDescription("Longest wait to fill a request, for example 1s; 1s when absent.")
        @Size(min = 2, max = DurationSyntax.LONGEST)
        @Pattern(DurationSyntax.WAIT)
        @Nullable
        String maxAwait) {}
