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
 * Google Cloud Pub/Sub as event bus (Dapr pubsub.gcp.pubsub).
 *
 * @param projectId Google Cloud project id.
 * @param privateKeyId Secret key with the private key id of a service account; workload identity when absent.
 * @param privateKey Secret key with the private key of a service account.
 * @param clientEmail Secret key with the e-mail of a service account.
 * @param endpoint Another endpoint, for example an emulator: host and port.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "has(self.privateKey) == has(self.clientEmail) && has(self.privateKey) == has(self.privateKeyId)",
        message = "privateKeyId, privateKey and clientEmail go together: give all three, or none for workload identity")
public record GcpPubSubBroker(
        @JsonPropertyDescription("Google Cloud project id.")
        @Required
        @Size(min = 6, max = 63)
        @Pattern("^[a-z][-a-z0-9:.]*[a-z0-9]$")
        String projectId,

        @JsonPropertyDescription(
                "Secret key with the private key id of a service account; workload identity when absent.")
        @Nullable
        SecretKeyRef privateKeyId,

        @JsonPropertyDescription("Secret key with the private key of a service account.") @Nullable
        SecretKeyRef privateKey,

        @JsonPropertyDescription("Secret key with the e-mail of a service account.") @Nullable
        SecretKeyRef clientEmail,

        @JsonPropertyDescription("Another endpoint, for example an emulator: host and port.")
        @Size(min = 1, max = 260)
        @Pattern("^[a-zA-Z0-9]([-a-zA-Z0-9.]*[a-zA-Z0-9])?(:[0-9]{1,5})?$")
        @Nullable
        String endpoint) {
    /** @throws NullPointerException when a required member is absent */
    public GcpPubSubBroker {
        Objects.requireNonNull(projectId, "projectId is required");
    }
}
