package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * How often and how fast a failed delivery or call is tried again.
 *
 * @param maxAttempts Attempts in all, the first one included; 5 when absent. 1 means no retry.
 * @param backoff Exponential (500 ms, times 1.5 each time) or Constant; Exponential when absent.
 * @param interval Wait between attempts with Constant backoff, for example 5s; 5s when absent.
 * @param maxInterval Longest wait with Exponential backoff, for example 60s; 60s when absent.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "!has(self.interval) || (has(self.backoff) && self.backoff == 'Constant')",
        message = "interval goes with backoff Constant; Exponential has a fixed start of 500ms and maxInterval")
@ValidationRule(
        value = "!has(self.maxInterval) || !has(self.backoff) || self.backoff == 'Exponential'",
        message = "maxInterval goes with backoff Exponential; Constant has interval")
public record Retry(
        @JsonPropertyDescription("Attempts in all, the first one included; 5 when absent. 1 means no retry.")
        @Min(1)
        @Max(1000)
        @Nullable
        Integer maxAttempts,

        @JsonPropertyDescription("Exponential (500 ms, times 1.5 each time) or Constant; Exponential when absent.")
        @Nullable
        Backoff backoff,

        @JsonPropertyDescription("Wait between attempts with Constant backoff, for example 5s; 5s when absent.")
        @Size(min = 2, max = DurationSyntax.LONGEST)
        @Pattern(DurationSyntax.PATTERN)
        @Nullable
        String interval,

        @JsonPropertyDescription("Longest wait with Exponential backoff, for example 60s; 60s when absent.")
        @Size(min = 2, max = DurationSyntax.LONGEST)
        @Pattern(DurationSyntax.PATTERN)
        @Nullable
        String maxInterval) {}
