package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
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
        @JsonPropertyDescription("Labels that a namespace must have.")
        @Size(max = 32)
        @ValidationRule(value = LabelSyntax.KEYS_RULE, message = LabelSyntax.KEYS_MESSAGE)
        Map<String, @Size(max = 63) @Pattern(LabelSyntax.VALUE) String> matchLabels,

        @JsonPropertyDescription("Further requirements on labels.") @Size(max = 32)
        List<LabelRequirement> matchExpressions) {
    /** Absent lists and maps read as empty. */
    public NamespaceSelector {
        matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
        matchExpressions = matchExpressions == null ? List.of() : List.copyOf(matchExpressions);
    }
}
