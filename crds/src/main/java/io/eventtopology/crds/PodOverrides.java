package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be changed about the pods: nothing that weakens their isolation.
 *
 * @param labels Further labels of the pods; dapr.io/ and eventtopology.io/ belong to the operator.
 * @param annotations Further annotations of the pods; dapr.io/ and eventtopology.io/ belong to the operator.
 * @param nodeSelector Labels that a node must have.
 * @param tolerations Taints of nodes that are tolerated.
 * @param priorityClassName Priority class of the pods.
 * @param imagePullSecrets Secrets for pulling the image.
 * @param terminationGracePeriodSeconds Seconds a pod gets to finish; 45 when absent.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodOverrides(
        @JsonPropertyDescription("Further labels of the pods; dapr.io/ and eventtopology.io/ belong to the operator.")
        @Size(max = 32)
        @ValidationRule(value = LabelSyntax.KEYS_RULE, message = LabelSyntax.KEYS_MESSAGE)
        @ValidationRule(
                value = "self.all(k, !k.startsWith('dapr.io/') && !k.startsWith('eventtopology.io/'))",
                message = "labels under dapr.io/ and eventtopology.io/ belong to the operator")
        Map<String, @Size(max = 63) @Pattern(LabelSyntax.VALUE) String> labels,

        @JsonPropertyDescription(
                "Further annotations of the pods; dapr.io/ and eventtopology.io/ belong to the operator.")
        @Size(max = 32)
        @ValidationRule(value = LabelSyntax.KEYS_RULE, message = LabelSyntax.KEYS_MESSAGE)
        @ValidationRule(
                value =
                        "self.all(k, !k.startsWith('dapr.io/') && !k.startsWith('eventtopology.io/') && !k.startsWith('container.apparmor.security.beta.kubernetes.io/'))",
                message =
                        "annotations under dapr.io/ and eventtopology.io/ belong to the operator, and AppArmor is not to be weakened")
        Map<String, @Size(max = 4096) String> annotations,

        @JsonPropertyDescription("Labels that a node must have.")
        @Size(max = 32)
        @ValidationRule(value = LabelSyntax.KEYS_RULE, message = LabelSyntax.KEYS_MESSAGE)
        Map<String, @Size(max = 63) @Pattern(LabelSyntax.VALUE) String> nodeSelector,

        @JsonPropertyDescription("Taints of nodes that are tolerated.") @Size(max = 16)
        List<Toleration> tolerations,

        @JsonPropertyDescription("Priority class of the pods.")
        @Size(min = 1, max = 253)
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Nullable
        String priorityClassName,

        @JsonPropertyDescription("Secrets for pulling the image.") @Size(max = 8)
        List<LocalRef> imagePullSecrets,

        @JsonPropertyDescription("Seconds a pod gets to finish; 45 when absent.") @Min(5) @Max(3600) @Nullable
        Integer terminationGracePeriodSeconds) {
    /** Absent lists and maps read as empty. */
    public PodOverrides {
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
        nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
        tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
        imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    }
}
