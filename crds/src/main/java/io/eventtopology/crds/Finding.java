package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A hazard that the planner sees, in words for people.
 *
 * @param code Stable name of the hazard, for example EventWithoutConsumer.
 * @param severity Error, Warning or Info.
 * @param subject What it is about, for example event todos.task.created.
 * @param message What is wrong and why it matters.
 * @param fix What to do about it.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(
        @JsonPropertyDescription("Stable name of the hazard, for example EventWithoutConsumer.")
        @Required
        @Size(min = 1, max = 64)
        String code,

        @JsonPropertyDescription("Error, Warning or Info.")
        @Required
        @Size(min = 4, max = 7)
        @Pattern("^(Error|Warning|Info)$")
        String severity,

        @JsonPropertyDescription("What it is about, for example event todos.task.created.") @Required @Size(max = 512)
        String subject,

        @JsonPropertyDescription("What is wrong and why it matters.") @Required @Size(max = 1024)
        String message,

        @JsonPropertyDescription("What to do about it.") @Required @Size(max = 1024)
        String fix) {
    private static final int MOST = 200;
    private static final List<String> SEVERITIES = List.of("Error", "Warning", "Info");

    /**
     * Cuts texts that are longer than the schema allows.
     *
     * @throws NullPointerException when a required member is absent
     */
    public Finding {
        Objects.requireNonNull(code, "code is required");
        Objects.requireNonNull(severity, "severity is required");
        Objects.requireNonNull(subject, "subject is required");
        Objects.requireNonNull(message, "message is required");
        Objects.requireNonNull(fix, "fix is required");
        subject = Clipped.text(subject, 512);
        message = Clipped.text(message, 1024);
        fix = Clipped.text(fix, 1024);
    }

    /** At most 200 findings, in their order; of more, the gravest. Empty for null. */
    static List<Finding> foremost(@Nullable List<Finding> findings) {
        if (findings == null || findings.size() <= MOST) {
            return findings == null ? List.of() : List.copyOf(findings);
        }
        return findings.stream()
                .sorted(Comparator.comparingInt(f -> SEVERITIES.indexOf(f.severity())))
                .limit(MOST)
                .toList();
    }
}
