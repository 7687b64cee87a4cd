package io.eventtopology.planner.naming;

import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.KafkaListener;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.model.SecretSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one service reaches one Kafka cluster: the names that its user, its Secret and its components agree on.
 *
 * @param cluster the cluster
 * @param auth how it authenticates there
 * @param userName name of its user; without meaning when it does not authenticate
 * @param secretName name of the Secret beside it with what its sidecar needs; it may turn out that nothing is needed
 */
public record KafkaAccess(KafkaCluster cluster, KafkaAuthType auth, String userName, String secretName) {
    /** The ways of a service to the clusters of the topologies, sorted by cluster and auth. */
    public static List<KafkaAccess> of(String namespace, String service, Collection<ResolvedTopology> topologies) {
        long clusters = topologies.stream()
                .map(ResolvedTopology::kafka)
                .filter(cluster -> cluster != null)
                .map(KafkaCluster::id)
                .distinct()
                .count();
        return topologies.stream()
                .filter(topology -> topology.kafka() != null)
                .map(topology -> of(namespace, service, topology, clusters > 1))
                .distinct()
                .sorted(Comparator.comparing(
                                (KafkaAccess access) -> access.cluster().id())
                        .thenComparing(KafkaAccess::auth))
                .toList();
    }

    /** Whether this is the way to the events of the topology. */
    public boolean leadsTo(ResolvedTopology topology) {
        return auth == topology.auth() && cluster.equals(topology.kafka());
    }

    /** The listener it leads to. A cluster without one for the way in which a topology authenticates is not the topology's. */
    public KafkaListener listener() {
        return Objects.requireNonNull(
                cluster.listeners().get(auth), "a topology's cluster has a listener for its auth");
    }

    /** Whether the sidecar needs that Secret: for credentials, or for the certificate of the brokers' authority. */
    public boolean needsSecret() {
        return auth != KafkaAuthType.NONE || ownAuthority() != null;
    }

    /** Where the certificate lies of the authority that signed the brokers'; null without TLS, or with one that everybody trusts. */
    public @Nullable SecretSource ownAuthority() {
        return listener().tls() ? cluster.caCertificate() : null;
    }

    /**
     * The way of a service to the cluster of a topology.
     *
     * @param several whether the service uses several clusters
     */
    private static KafkaAccess of(String namespace, String service, ResolvedTopology topology, boolean several) {
        KafkaCluster cluster = Objects.requireNonNull(topology.kafka(), "only a topology on Kafka is asked");
        return new KafkaAccess(
                cluster,
                topology.auth(),
                topology.auth() == KafkaAuthType.TLS
                        ? Names.kafkaTlsUser(namespace, service)
                        : Names.kafkaUser(namespace, service),
                several ? Names.kafkaSecret(service, cluster.namespace(), cluster.name()) : Names.kafkaSecret(service));
    }
}
