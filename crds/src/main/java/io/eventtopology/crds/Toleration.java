package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Tolerates a taint of nodes.
 *
 * @param key Taint key; every taint when absent, with operator Exists.
 * @param operator Exists or Equal; Equal when absent.
 * @param value Taint value, with operator Equal.
 * @param effect NoSchedule, PreferNoSchedule or NoExecute; every effect when absent.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Toleration(
        @JsonPropertyDescription("Taint key; every taint when absent, with operator Exists.")
        @Size(min = 1, max = 316)
        @Pattern(LabelSyntax.KEY)
        @Nullable
        String key,

        @JsonPropertyDescription("Exists or Equal; Equal when absent.")
        @Size(min = 5, max = 6)
        @Pattern("^(Exists|Equal)$")
        @Nullable
        String operator,

        @JsonPropertyDescription("Taint value, with operator Equal.")
        @Size(max = 63)
        @Pattern(LabelSyntax.VALUE)
        @Nullable
        String value,

        @JsonPropertyDescription("NoSchedule, PreferNoSchedule or NoExecute; every effect when absent.")
        @Size(min = 9, max = 16)
        @Pattern("^(NoSchedule|PreferNoSchedule|NoExecute)$")
        @Nullable
        String effect) {}
