package io.eventtopology.planner.dapr;

import io.eventtopology.planner.model.KafkaListener;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.naming.KafkaAccess;
import io.eventtopology.planner.naming.Names;

/**
 * The metadata of {@code pubsub.kafka}. After the last retry of the Resiliency, daprd publishes the dead letter and the record is
 * done. Where that fails, or where there is no dead letter, the component itself tries on without end
 * ({@code consumeRetryEnabled}): with false, it would log the failure and go on, and the event would be lost
 * (components-contrib 1.16.0 common/component/kafka/consumer.go).
 */
final class KafkaMetadata {
    private final ResolvedService service;
    private final ResolvedTopology topology;

    KafkaMetadata(ResolvedService service, ResolvedTopology topology) {
        this.service = service;
        this.topology = topology;
    }

    Metadata metadata() {
        KafkaAccess access = KafkaAccess.of(service.namespace(), service.name(), service.usedTopologies()).stream()
                .filter(way -> way.leadsTo(topology))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "EventTopology " + topology.name() + " has no Kafka cluster: its findings say why"));
        KafkaListener listener = access.listener();
        String group = Names.consumerGroup(service.namespace(), service.name());
        Metadata metadata = new Metadata()
                .with("brokers", listener.bootstrapServers())
                .with("clientID", group)
                .with("consumerGroup", group)
                .with("initialOffset", "oldest")
                .with("consumeRetryEnabled", true)
                .with("disableTls", !listener.tls());
        boolean ownAuthority = access.ownAuthority() != null;
        if (ownAuthority) {
            metadata.withSecret("caCert", access.secretName(), "ca.crt");
        }
        return switch (access.auth()) {
            // "certificate" is TLS without a client certificate; "none" would turn TLS off
            // (common/component/kafka/auth.go).
            case NONE -> metadata.with("authType", ownAuthority ? "certificate" : "none");
            case SCRAM_SHA_512 ->
                metadata.with("authType", "password")
                        .with("saslMechanism", "SHA-512")
                        .with("saslUsername", access.userName())
                        .withSecret("saslPassword", access.secretName(), "password");
            case TLS ->
                metadata.with("authType", "mtls")
                        .withSecret("clientCert", access.secretName(), "user.crt")
                        .withSecret("clientKey", access.secretName(), "user.key");
        };
    }
}
