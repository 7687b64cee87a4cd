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
 * RabbitMQ as event bus (Dapr pubsub.rabbitmq).
 *
 * @param host Host and port, for example rabbitmq.shop.svc:5672.
 * @param tls Whether the connection uses TLS (amqps); false when absent.
 * @param username Secret key with the user name.
 * @param password Secret key with the password.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "has(self.username) == has(self.password)",
        message = "username and password go together: give both or neither")
public record RabbitMqBroker(
        @JsonPropertyDescription("Host and port, for example rabbitmq.shop.svc:5672.")
        @Required
        @Size(min = 1, max = 260)
        @Pattern("^[a-zA-Z0-9]([-a-zA-Z0-9.]*[a-zA-Z0-9])?(:[0-9]{1,5})?$")
        String host,

        @JsonPropertyDescription("Whether the connection uses TLS (amqps); false when absent.") @Nullable
        Boolean tls,

        @JsonPropertyDescription("Secret key with the user name.") @Nullable
        SecretKeyRef username,

        @JsonPropertyDescription("Secret key with the password.") @Nullable
        SecretKeyRef password) {
    /** @throws NullPointerException when a required member is absent */
    public RabbitMqBroker {
        Objects.requireNonNull(host, "host is required");
    }
}
