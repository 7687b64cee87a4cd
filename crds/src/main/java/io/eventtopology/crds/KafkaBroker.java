package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster, named, never addressed.
 *
 * @param cluster Name of a cluster in the operator configuration, or of a Strimzi Kafka resource in an allowed namespace.
 * @param namespace Namespace of the Strimzi Kafka resource, when the cluster is not in the operator configuration. The administrator must have allowed it.
 * @param auth How services authenticate; none when absent.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KafkaBroker(
        @JsonPropertyDescription(
                "Name of a cluster in the operator configuration, or of a Strimzi Kafka resource in an allowed namespace.")
        @Required
        @Size(min = 1, max = 253)
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        String cluster,

        @JsonPropertyDescription(
                "Namespace of the Strimzi Kafka resource, when the cluster is not in the operator configuration. The administrator must have allowed it.")
        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @Nullable
        String namespace,

        @JsonPropertyDescription("How services authenticate; none when absent.") @Nullable
        KafkaAuth auth) {
    /** @throws NullPointerException when a required member is absent */
    public KafkaBroker {
        Objects.requireNonNull(cluster, "cluster is required");
    }
}
