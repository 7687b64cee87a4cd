package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How services authenticate at the Kafka cluster. */
public enum KafkaAuthType {
    /** No authentication. */
    @JsonProperty("none")
    NONE,
    /** A client certificate for each service. */
    @JsonProperty("tls")
    TLS,
    /** A SCRAM-SHA-512 password for each service. */
    @JsonProperty("scramSha512")
    SCRAM_SHA_512
}
