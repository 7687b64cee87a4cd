package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Delivery rules of subscriptions; an absent member is taken from the next wider scope.
 *
 * @param retry Retries before an event is dead-lettered.
 * @param timeout How long one delivery may take, for example 30s; 30s when absent.
 * @param deadLetter Where failed events go.
 * @param circuitBreaker Circuit breaker on deliveries; none when absent. With a dead letter, healthy events are dead-lettered while it is open.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Delivery(
        @JsonPropertyDescription("Retries before an event is dead-lettered.") @Nullable
        Retry retry,

        @JsonPropertyDescription("How long one delivery may take, for example 30s; 30s when absent.")
        @Size(min = 2, max = DurationSyntax.LONGEST)
        @Pattern(DurationSyntax.PATTERN)
        @Nullable
        String timeout,

        @JsonPropertyDescription("Where failed events go.") @Nullable
        DeadLetter deadLetter,

        @JsonPropertyDescription(
                "Circuit breaker on deliveries; none when absent. With a dead letter, healthy events are dead-lettered while it is open.")
        @Nullable
        CircuitBreaker circuitBreaker) {}
