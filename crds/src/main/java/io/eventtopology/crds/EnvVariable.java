package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An environment variable of the container; exactly one of value, secretKeyRef and configMapKeyRef.
 *
 * @param name Name of the variable.
 * @param value Its value.
 * @param secretKeyRef Secret key with its value.
 * @param configMapKeyRef ConfigMap key with its value.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "[has(self.value), has(self.secretKeyRef), has(self.configMapKeyRef)].filter(v, v).size() == 1",
        message = "exactly one of value, secretKeyRef and configMapKeyRef is needed")
public record EnvVariable(
        @JsonPropertyDescription("Name of the variable.")
        @Required
        @Size(min = 1, max = 128)
        @Pattern("^[A-Za-z_][A-Za-z0-9_]*$")
        String name,

        @JsonPropertyDescription("Its value.") @Size(max = 4096) @Nullable
        String value,

        @JsonPropertyDescription("Secret key with its value.") @Nullable
        SecretKeyRef secretKeyRef,

        @JsonPropertyDescription("ConfigMap key with its value.") @Nullable
        ConfigMapKeyRef configMapKeyRef) {
    /** @throws NullPointerException when a required member is absent */
    public EnvVariable {
        Objects.requireNonNull(name, "name is required");
    }
}
