package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
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
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Condition(
        @JsonPropertyDescription(
                "Ready, Reconciling, Stalled, Valid, TopicsReady, PubSubReady, SubscriptionsReady, WorkloadsReady or DeliveryVerified.")
        @Required
        String type,

        @JsonPropertyDescription("True, False or Unknown.") @Required
        String status,

        @JsonPropertyDescription("Generation of the resource it speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("When status last changed (RFC 3339).") @Required
        String lastTransitionTime,

        @JsonPropertyDescription("One word, for machines.") @Required
        String reason,

        @JsonPropertyDescription("For people: what is so, and what to do.") @Required
        String message) {
    /** @throws NullPointerException when a required member is absent */
    public Condition {
        Objects.requireNonNull(type, "type is required");
        Objects.requireNonNull(status, "status is required");
        Objects.requireNonNull(lastTransitionTime, "lastTransitionTime is required");
        Objects.requireNonNull(reason, "reason is required");
        Objects.requireNonNull(message, "message is required");
    }
}
