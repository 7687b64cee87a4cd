package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.Objects;

/**
 * A hazard that the planner sees, in words for people.
 *
 * @param code Stable name of the hazard, for example EventWithoutConsumer.
 * @param severity Error, Warning or Info.
 * @param subject What it is about, for example event todos.task.created.
 * @param message What is wrong and why it matters.
 * @param fix What to do about it.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Finding(
        @JsonPropertyDescription("Stable name of the hazard, for example EventWithoutConsumer.") @Required
        String code,

        @JsonPropertyDescription("Error, Warning or Info.") @Required
        String severity,

        @JsonPropertyDescription("What it is about, for example event todos.task.created.") @Required
        String subject,

        @JsonPropertyDescription("What is wrong and why it matters.") @Required
        String message,

        @JsonPropertyDescription("What to do about it.") @Required
        String fix) {
    /** @throws NullPointerException when a required member is absent */
    public Finding {
        Objects.requireNonNull(code, "code is required");
        Objects.requireNonNull(severity, "severity is required");
        Objects.requireNonNull(subject, "subject is required");
        Objects.requireNonNull(message, "message is required");
        Objects.requireNonNull(fix, "fix is required");
    }
}
