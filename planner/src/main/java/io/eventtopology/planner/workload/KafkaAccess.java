package io.eventtopology.planner.workload;

import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.KafkaListener;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.naming.Names;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a service gets at the Kafka cluster of a topology.
 *
 * @param bootstrapServers comma-separated host:port pairs
 * @param tls whether the listener speaks TLS
 * @param auth how the service authenticates
 * @param secret name of the Secret beside the service with what it needs, under the keys below; null when it needs none
 * @param ownAuthority whether the Secret holds the certificate of the authority
 */
record KafkaAccess(
        String bootstrapServers,
        boolean tls,
        KafkaAuthType auth,
        @Nullable String secret,
        boolean ownAuthority) {
    /** Key of the certificate (PEM) of the authority that signed the brokers' certificates. */
    static final String CA_KEY = "ca.crt";
    /** Key of the client certificate (PEM), as in Strimzi's user Secrets. */
    static final String CERTIFICATE_KEY = "user.crt";
    /** Key of the key (PEM) of the client certificate, as in Strimzi's user Secrets. */
    static final String PRIVATE_KEY_KEY = "user.key";
    /** Key of the password, as in Strimzi's user Secrets. */
    static final String PASSWORD_KEY = "password";

    /** The access; empty when the topology is not on Kafka, or its cluster cannot be had. */
    static Optional<KafkaAccess> of(ResolvedService service, ResolvedTopology topology) {
        KafkaCluster cluster = topology.kafka();
        if (cluster == null) {
            return Optional.empty();
        }
        KafkaListener listener = cluster.listeners().get(topology.auth());
        if (listener == null) {
            return Optional.empty();
        }
        boolean ownAuthority = listener.tls() && cluster.caCertificate() != null;
        boolean needsSecret = ownAuthority || topology.auth() != KafkaAuthType.NONE;
        return Optional.of(new KafkaAccess(
                listener.bootstrapServers(),
                listener.tls(),
                topology.auth(),
                needsSecret ? secret(service, cluster) : null,
                ownAuthority));
    }

    private static String secret(ResolvedService service, KafkaCluster cluster) {
        KafkaCluster own = service.topology().kafka();
        return own != null && own.id().equals(cluster.id())
                ? Names.kafkaSecret(service.name())
                : Names.kafkaSecret(service.name(), cluster.name());
    }
}
