package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/**
 * Compute resources of the container; quantities are strings, so quote whole numbers.
 *
 * @param requests What is reserved, for example cpu: 100m, memory: 256Mi.
 * @param limits Most that may be used, for example memory: 512Mi.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Resources(
        @JsonPropertyDescription("What is reserved, for example cpu: 100m, memory: 256Mi.")
        @Size(max = 3)
        @ValidationRule(
                value = "self.all(k, k in ['cpu', 'memory', 'ephemeral-storage'])",
                message = "only cpu, memory and ephemeral-storage can be given")
        Map<String, @Size(min = 1, max = 32) @Pattern("^[0-9]+(\\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$") String> requests,

        @JsonPropertyDescription("Most that may be used, for example memory: 512Mi.")
        @Size(max = 3)
        @ValidationRule(
                value = "self.all(k, k in ['cpu', 'memory', 'ephemeral-storage'])",
                message = "only cpu, memory and ephemeral-storage can be given")
        Map<String, @Size(min = 1, max = 32) @Pattern("^[0-9]+(\\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$") String> limits) {
    /** Absent lists and maps read as empty. */
    public Resources {
        requests = requests == null ? Map.of() : Map.copyOf(requests);
        limits = limits == null ? Map.of() : Map.copyOf(limits);
    }
}
