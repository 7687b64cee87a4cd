package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One kind of event: its type, which is also its topic, and how it is kept.
 *
 * @param type Type and topic, &lt;domain&gt;.&lt;entity&gt;.&lt;action&gt;, for example todos.task.created.
 * @param description What happened when this event is published; for people.
 * @param partitions Partitions of the Kafka topic; 1 when absent. Can be raised, never lowered.
 * @param replicas Replicas of each partition; the default of the cluster when absent. Cannot be changed later.
 * @param retention How long events are kept, for example 7d; the default of the cluster when absent.
 * @param config Further Kafka topic configuration, for example cleanup.policy: compact.
 * @param key Ordering key: events with the same key keep their order. A path into the event, for example data.todoId or subject.
 * @param schema Schema of the data.
 * @param deprecated Present when the event is on its way out.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "!has(self.config) || !('retention.ms' in self.config) || !has(self.retention)",
        message = "retention and config[retention.ms] say the same: give one of them")
public record EventDeclaration(
        @JsonPropertyDescription("Type and topic, <domain>.<entity>.<action>, for example todos.task.created.")
        @Required
        @Size(min = 5, max = 120)
        @Pattern("^[a-z][a-zA-Z0-9_-]*\\.[a-z][a-zA-Z0-9_-]*\\.[a-z][a-zA-Z0-9_-]*$")
        String type,

        @JsonPropertyDescription("What happened when this event is published; for people.") @Size(max = 1024) @Nullable
        String description,

        @JsonPropertyDescription("Partitions of the Kafka topic; 1 when absent. Can be raised, never lowered.")
        @Min(1)
        @Max(10000)
        @Nullable
        Integer partitions,

        @JsonPropertyDescription(
                "Replicas of each partition; the default of the cluster when absent. Cannot be changed later.")
        @Min(1)
        @Max(32767)
        @Nullable
        Integer replicas,

        @JsonPropertyDescription("How long events are kept, for example 7d; the default of the cluster when absent.")
        @Size(min = 2, max = DurationSyntax.LONGEST)
        @Pattern(DurationSyntax.PATTERN)
        @Nullable
        String retention,

        @JsonPropertyDescription("Further Kafka topic configuration, for example cleanup.policy: compact.")
        @Size(max = 32)
        @ValidationRule(
                value = "self.all(k, k.size() <= 128 && k.matches('^[a-z][a-z0-9._-]*$'))",
                message =
                        "a configuration key has at most 128 lower-case letters, digits, ., - and _, for example cleanup.policy")
        Map<String, @Size(max = 1024) String> config,

        @JsonPropertyDescription(
                "Ordering key: events with the same key keep their order. A path into the event, for example data.todoId or subject.")
        @Size(min = 1, max = 256)
        @Pattern("^(data(\\.[a-zA-Z_][a-zA-Z0-9_]*)+|subject|source)$")
        @Nullable
        String key,

        @JsonPropertyDescription("Schema of the data.") @Nullable
        EventSchema schema,

        @JsonPropertyDescription("Present when the event is on its way out.") @Nullable
        Deprecation deprecated) {
    /** Absent lists and maps read as empty. */
    public EventDeclaration {
        config = config == null ? Map.of() : Map.copyOf(config);
        Objects.requireNonNull(type, "type is required");
    }
}
