package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/**
 * Selects namespaces by their labels.
 *
 * @param matchLabels Labels that a namespace must have.
 * @param matchExpressions Further requirements on labels.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NamespaceSelector(
        @JsonPropertyDescription("Labels that a namespace must have.") @Size(max = 32)
        Map<@Size(min = 1, max = 316) String, @Size(max = 63) String> matchLabels,

        @JsonPropertyDescription("Further requirements on labels.") @Size(max = 32)
        List<LabelRequirement> matchExpressions) {
    /** Absent lists and maps read as empty. */
    public NamespaceSelector {
        matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
        matchExpressions = matchExpressions == null ? List.of() : List.copyOf(matchExpressions);
    }
}
