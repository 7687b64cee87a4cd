package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Redis Streams as event bus (Dapr pubsub.redis).
 *
 * @param host Host and port, for example redis.shop.svc:6379.
 * @param tls Whether the connection uses TLS; false when absent.
 * @param username Secret key with the user name (Redis 6 ACL).
 * @param password Secret key with the password.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RedisBroker(
        @JsonPropertyDescription("Host and port, for example redis.shop.svc:6379.")
        @Required
        @Size(min = 1, max = 260)
        @Pattern("^[a-zA-Z0-9]([-a-zA-Z0-9.]*[a-zA-Z0-9])?(:[0-9]{1,5})?$")
        String host,

        @JsonPropertyDescription("Whether the connection uses TLS; false when absent.") @Nullable
        Boolean tls,

        @JsonPropertyDescription("Secret key with the user name (Redis 6 ACL).") @Nullable
        SecretKeyRef username,

        @JsonPropertyDescription("Secret key with the password.") @Nullable
        SecretKeyRef password) {
    /** @throws NullPointerException when a required member is absent */
    public RedisBroker {
        Objects.requireNonNull(host, "host is required");
    }
}
