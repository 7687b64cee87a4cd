package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schema of the data of an event, inline or from a ConfigMap.
 *
 * @param inline The schema itself.
 * @param configMap Key of a ConfigMap in the namespace of the topology that holds the schema as JSON.
 * @param compatibility Which changes of the schema are accepted: Backward, Forward, Full or None; Backward when absent.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "has(self.inline) != has(self.configMap)",
        message = "exactly one of inline and configMap is needed")
public record EventSchema(
        @JsonPropertyDescription("The schema itself.") @PreserveUnknownFields @Nullable
        JsonNode inline,

        @JsonPropertyDescription("Key of a ConfigMap in the namespace of the topology that holds the schema as JSON.")
        @Nullable
        ConfigMapKeyRef configMap,

        @JsonPropertyDescription(
                "Which changes of the schema are accepted: Backward, Forward, Full or None; Backward when absent.")
        @Nullable
        Compatibility compatibility) {}
