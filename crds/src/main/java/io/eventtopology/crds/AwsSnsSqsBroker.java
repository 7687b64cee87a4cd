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
 * Amazon SNS and SQS as event bus (Dapr pubsub.aws.snssqs).
 *
 * @param region AWS region, for example eu-central-1.
 * @param accessKey Secret key with the access key id; the identity of the pod when absent.
 * @param secretKey Secret key with the secret access key.
 * @param endpoint Another endpoint, for example a local stand-in: http or https URL.
 * @param fifo Whether FIFO topics and queues are used (order by key); false when absent.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "has(self.accessKey) == has(self.secretKey)",
        message = "accessKey and secretKey go together: give both, or none for the identity of the pod")
public record AwsSnsSqsBroker(
        @JsonPropertyDescription("AWS region, for example eu-central-1.")
        @Required
        @Size(min = 4, max = 32)
        @Pattern("^[a-z0-9-]+$")
        String region,

        @JsonPropertyDescription("Secret key with the access key id; the identity of the pod when absent.") @Nullable
        SecretKeyRef accessKey,

        @JsonPropertyDescription("Secret key with the secret access key.") @Nullable
        SecretKeyRef secretKey,

        @JsonPropertyDescription("Another endpoint, for example a local stand-in: http or https URL.")
        @Size(min = 8, max = 260)
        @Pattern("^https?://[a-zA-Z0-9]([-a-zA-Z0-9.]*[a-zA-Z0-9])?(:[0-9]{1,5})?$")
        @Nullable
        String endpoint,

        @JsonPropertyDescription("Whether FIFO topics and queues are used (order by key); false when absent.") @Nullable
        Boolean fifo) {
    /** @throws NullPointerException when a required member is absent */
    public AwsSnsSqsBroker {
        Objects.requireNonNull(region, "region is required");
    }
}
