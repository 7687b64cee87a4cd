package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One aspect of the state, as Kubernetes conditions are.
 *
 * @param type Ready, Reconciling, Stalled, Valid, TopicsReady, PubSubReady, SubscriptionsReady, WorkloadsReady or DeliveryVerified.
 * @param status True, False or Unknown.
 * @param observedGeneration Generation of the resource it speaks of.
 * @param lastTransitionTime When status last changed (RFC 3339).
 * @param reason One word, for machines.
 * @param message For people: what is so, and what to do.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
        @JsonPropertyDescription(
                "Ready, Reconciling, Stalled, Valid, TopicsReady, PubSubReady, SubscriptionsReady, WorkloadsReady or DeliveryVerified.")
        @Required
        @Size(min = 1, max = 64)
        String type,

        @JsonPropertyDescription("True, False or Unknown.")
        @Required
        @Size(min = 4, max = 7)
        @Pattern("^(True|False|Unknown)$")
        String status,

        @JsonPropertyDescription("Generation of the resource it speaks of.") @Min(0) @Max(9007199254740991.0) @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("When status last changed (RFC 3339).") @Required @Size(min = 20, max = 40)
        String lastTransitionTime,

        @JsonPropertyDescription("One word, for machines.") @Required @Size(min = 1, max = 128)
        String reason,

        @JsonPropertyDescription("For people: what is so, and what to do.") @Required @Size(max = 4096)
        String message) {
    /**
     * Cuts a message or reason that is longer than the schema allows.
     *
     * @throws NullPointerException when a required member is absent
     */
    public Condition {
        Objects.requireNonNull(type, "type is required");
        Objects.requireNonNull(status, "status is required");
        Objects.requireNonNull(lastTransitionTime, "lastTransitionTime is required");
        Objects.requireNonNull(reason, "reason is required");
        Objects.requireNonNull(message, "message is required");
        reason = Clipped.text(reason, 128);
        message = Clipped.text(message, 4096);
    }
}
