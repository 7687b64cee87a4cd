package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;

/**
 * One requirement on labels.
 *
 * @param key Label key.
 * @param operator In, NotIn, Exists or DoesNotExist.
 * @param values Values for In and NotIn.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value =
                "self.operator in ['In', 'NotIn'] ? has(self.values) && self.values.size() > 0 : !has(self.values) || self.values.size() == 0",
        message = "values are needed for In and NotIn, and not allowed for Exists and DoesNotExist")
public record LabelRequirement(
        @JsonPropertyDescription("Label key.") @Required @Size(min = 1, max = 316) @Pattern(LabelSyntax.KEY)
        String key,

        @JsonPropertyDescription("In, NotIn, Exists or DoesNotExist.")
        @Required
        @Size(min = 2, max = 12)
        @Pattern("^(In|NotIn|Exists|DoesNotExist)$")
        String operator,

        @JsonPropertyDescription("Values for In and NotIn.") @Size(max = 64)
        List<@Size(max = 63) @Pattern(LabelSyntax.VALUE) String> values) {
    /** Absent lists and maps read as empty. */
    public LabelRequirement {
        values = values == null ? List.of() : List.copyOf(values);
        Objects.requireNonNull(key, "key is required");
        Objects.requireNonNull(operator, "operator is required");
    }
}
