package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.Objects;

/**
 * How services authenticate at a Kafka cluster.
 *
 * @param type The method: none, tls or scramSha512. With tls or scramSha512 every service gets a KafkaUser of its own whose ACLs cover only what it declares.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KafkaAuth(
        @JsonPropertyDescription(
                "The method: none, tls or scramSha512. With tls or scramSha512 every service gets a KafkaUser of its own whose ACLs cover only what it declares.")
        @Required
        KafkaAuthType type) {
    /** @throws NullPointerException when a required member is absent */
    public KafkaAuth {
        Objects.requireNonNull(type, "type is required");
    }
}
