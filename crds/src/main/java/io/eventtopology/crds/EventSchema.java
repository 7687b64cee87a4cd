package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schema of the data of an event, inline or from a ConfigMap.
 *
 * @param inline The schema itself, a JSON object of at most 262144 characters and 64 levels.
 * @param configMap Key of a ConfigMap in the namespace of the topology that holds the schema as JSON.
 * @param compatibility Which changes of the schema are accepted: Backward, Forward, Full or None; Backward when absent.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "has(self.inline) != has(self.configMap)",
        message = "exactly one of inline and configMap is needed")
public record EventSchema(
        @JsonPropertyDescription("The schema itself, a JSON object of at most 262144 characters and 64 levels.")
        @PreserveUnknownFields
        @Nullable
        JsonNode inline,

        @JsonPropertyDescription("Key of a ConfigMap in the namespace of the topology that holds the schema as JSON.")
        @Nullable
        ConfigMapKeyRef configMap,

        @JsonPropertyDescription(
                "Which changes of the schema are accepted: Backward, Forward, Full or None; Backward when absent.")
        @Nullable
        Compatibility compatibility) {
    private static final int DEEPEST = 64;

    /**
     * The API server cannot limit a free-form member, so this does: everything that reads schemas may rely on it.
     *
     * @throws IllegalArgumentException when the inline schema is too deep or too long
     */
    public EventSchema {
        if (inline != null) {
            requireShallow(inline);
            if (inline.toString().length() > AcceptedSchema.LONGEST_SCHEMA) {
                throw new IllegalArgumentException(
                        "inline has more than " + AcceptedSchema.LONGEST_SCHEMA + " characters of JSON");
            }
        }
    }

    /** Level by level, for a schema may be deep enough to break a recursion. */
    private static void requireShallow(JsonNode schema) {
        List<JsonNode> level = List.of(schema);
        for (int depth = 0; !level.isEmpty(); depth++) {
            if (depth > DEEPEST) {
                throw new IllegalArgumentException("inline has more than " + DEEPEST + " levels");
            }
            List<JsonNode> next = new ArrayList<>();
            level.forEach(node -> node.forEach(child -> {
                if (child.isContainerNode()) {
                    next.add(child);
                }
            }));
            level = next;
        }
    }
}
