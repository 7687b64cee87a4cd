package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Tolerates a taint of nodes.
 *
 * @param key Taint key.
 * @param operator Exists or Equal.
 * @param value Taint value.
 * @param effect NoSchedule, PreferNoSchedule or NoExecute.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Toleration(
        @JsonPropertyDescription("Taint key.") @Size(max = 316) @Nullable
        String key,

        @JsonPropertyDescription("Exists or Equal.") @Size(min = 5, max = 6) @Pattern("^(Exists|Equal)$") @Nullable
        String operator,

        @JsonPropertyDescription("Taint value.") @Size(max = 63) @Nullable
        String value,

        @JsonPropertyDescription("NoSchedule, PreferNoSchedule or NoExecute.")
        @Size(min = 9, max = 16)
        @Pattern("^(NoSchedule|PreferNoSchedule|NoExecute)$")
        @Nullable
        String effect) {}
