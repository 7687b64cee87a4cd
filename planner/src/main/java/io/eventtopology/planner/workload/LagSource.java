package io.eventtopology.planner.workload;

import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.planner.model.KafkaListener;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.naming.KafkaAccess;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where KEDA reads the lag of a service's consumer group.
 *
 * @param bootstrapServers comma-separated host:port pairs
 * @param tls whether the listener speaks TLS
 * @param auth how the service authenticates
 * @param secret name of the Secret beside the service with what it needs, under the keys below; null when it needs none
 * @param ownAuthority whether the Secret holds the certificate of the authority
 */
record LagSource(
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

    /** Where the lag of the topology's events is; empty when the topology is not on Kafka, or its cluster cannot be had. */
    static Optional<LagSource> of(ResolvedService service, ResolvedTopology topology) {
        return KafkaAccess.of(service.namespace(), service.name(), service.usedTopologies()).stream()
                .filter(access -> access.leadsTo(topology))
                .findFirst()
                .map(LagSource::of);
    }

    private static LagSource of(KafkaAccess access) {
        KafkaListener listener = access.listener();
        return new LagSource(
                listener.bootstrapServers(),
                listener.tls(),
                access.auth(),
                access.needsSecret() ? access.secretName() : null,
                access.ownAuthority() != null);
    }
}
