package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Says that an event is on its way out.
 *
 * @param replacedBy Type of the event that replaces this one.
 * @param sunset Day after which nobody should consume it, as YYYY-MM-DD.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Deprecation(
        @JsonPropertyDescription("Type of the event that replaces this one.")
        @Size(min = 5, max = 120)
        @Pattern("^[a-z][a-zA-Z0-9_-]*\\.[a-z][a-zA-Z0-9_-]*\\.[a-z][a-zA-Z0-9_-]*$")
        @Nullable
        String replacedBy,

        @JsonPropertyDescription("Day after which nobody should consume it, as YYYY-MM-DD.")
        @Size(min = 10, max = 10)
        @Pattern("^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")
        @Nullable
        String sunset) {}
