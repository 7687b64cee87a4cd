package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * Azure Service Bus topics as event bus (Dapr pubsub.azure.servicebus.topics).
 *
 * @param namespaceName Fully qualified namespace, for example shop.servicebus.windows.net, for workload identity.
 * @param connectionString Secret key with a connection string, instead of workload identity.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "has(self.namespaceName) != has(self.connectionString)",
        message = "exactly one of namespaceName (workload identity) and connectionString is needed")
public record AzureServiceBusBroker(
        @JsonPropertyDescription(
                "Fully qualified namespace, for example shop.servicebus.windows.net, for workload identity.")
        @Size(min = 6, max = 260)
        @Pattern("^[a-zA-Z][-a-zA-Z0-9.]*[a-zA-Z0-9]$")
        @Nullable
        String namespaceName,

        @JsonPropertyDescription("Secret key with a connection string, instead of workload identity.") @Nullable
        SecretKeyRef connectionString) {}
