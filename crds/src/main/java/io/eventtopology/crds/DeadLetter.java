package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an event whose delivery failed for good.
 *
 * @param enabled Whether such events go to a dead-letter topic of the service; true when absent.
 * @param retention How long the dead-letter topic keeps them, for example 14d; 14d when absent.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DeadLetter(
        @JsonPropertyDescription("Whether such events go to a dead-letter topic of the service; true when absent.")
        @Nullable
        Boolean enabled,

        @JsonPropertyDescription("How long the dead-letter topic keeps them, for example 14d; 14d when absent.")
        @Size(min = 2, max = DurationSyntax.LONGEST)
        @Pattern(DurationSyntax.PATTERN)
        @Nullable
        String retention) {}
