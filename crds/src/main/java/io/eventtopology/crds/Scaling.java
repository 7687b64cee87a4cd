package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * Scaling by consumer lag with KEDA, where its CRD is installed.
 *
 * @param minReplicas Fewest replicas; 1 when absent.
 * @param maxReplicas Most replicas; 5 when absent.
 * @param lagThreshold Waiting events for each replica; 100 when absent.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "(has(self.minReplicas) ? self.minReplicas : 1) <= (has(self.maxReplicas) ? self.maxReplicas : 5)",
        message = "minReplicas must not exceed maxReplicas (defaults: 1 and 5)")
public record Scaling(
        @JsonPropertyDescription("Fewest replicas; 1 when absent.") @Min(0) @Max(1000) @Nullable
        Integer minReplicas,

        @JsonPropertyDescription("Most replicas; 5 when absent.") @Min(1) @Max(1000) @Nullable
        Integer maxReplicas,

        @JsonPropertyDescription("Waiting events for each replica; 100 when absent.") @Min(1) @Max(10000000) @Nullable
        Integer lagThreshold) {}
