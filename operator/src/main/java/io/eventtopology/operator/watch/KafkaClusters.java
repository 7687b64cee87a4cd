package io.eventtopology.operator.watch;

import io.eventtopology.crds.KafkaAuthType;
import io.eventtopology.crds.KafkaBroker;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.operator.config.OperatorConfiguration.Cluster;
import io.eventtopology.operator.config.OperatorConfiguration.ProvisionerName;
import io.eventtopology.planner.model.ClusterLookup;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.KafkaListener;
import io.eventtopology.planner.model.Provisioner;
import io.eventtopology.planner.model.SecretSource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka clusters that topologies may use: those in the operator's configuration, and Strimzi Kafka objects in allowed
 * namespaces, whose status gives the addresses.
 */
public final class KafkaClusters {
    /** Types of Strimzi listeners that are reached from inside the Kubernetes cluster (Strimzi's KafkaListenerType). */
    private static final Set<String> INSIDE = Set.of("internal", "cluster-ip");

    private final OperatorConfiguration configuration;
    private final ClusterState state;
    private final String operatorNamespace;
    private final OwnAuthorities authorities;

    /** Clusters of a configuration, with Strimzi's objects from the caches, and Secrets beside the operator read by the client. */
    public KafkaClusters(
            KubernetesClient client,
            OperatorConfiguration configuration,
            ClusterState state,
            String operatorNamespace) {
        this.authorities = new OwnAuthorities(client, operatorNamespace);
        this.configuration = configuration;
        this.state = state;
        this.operatorNamespace = operatorNamespace;
    }

    /** The cluster that a topology in the namespace names, or why it cannot have it. */
    public ClusterLookup find(KafkaBroker broker, String topologyNamespace) {
        if (broker.namespace() != null) {
            return configuration.kafka().strimziNamespaces().contains(broker.namespace())
                    ? strimzi(broker.cluster(), broker.namespace(), false)
                    : ClusterLookup.missing(
                            "ClusterNotAllowed",
                            "Namespace " + broker.namespace()
                                    + " is not among the Strimzi namespaces that the administrator allowed"
                                    + " (kafka.strimziNamespaces in the operator's configuration)");
        }
        Optional<Cluster> configured = configured(broker.cluster());
        if (configured.isEmpty()) {
            return ClusterLookup.missing(
                    "ClusterNotFound",
                    "The operator's configuration has no Kafka cluster " + broker.cluster() + "; it has "
                            + configuration.kafka().clusters().stream()
                                    .map(Cluster::name)
                                    .sorted()
                                    .toList());
        }
        Cluster cluster = configured.get();
        if (!cluster.allowedNamespaces().isEmpty()
                && !cluster.allowedNamespaces().contains(topologyNamespace)) {
            return ClusterLookup.missing(
                    "ClusterNotAllowed",
                    "The administrator does not allow Kafka cluster " + cluster.name() + " to topologies in namespace "
                            + topologyNamespace);
        }
        if (cluster.provisioner() == ProvisionerName.Strimzi && cluster.namespace() != null) {
            return strimzi(cluster.name(), cluster.namespace(), cluster.existingTopicsAdoptable());
        }
        return ClusterLookup.found(direct(cluster));
    }

    /** The configured cluster of that name. */
    public Optional<Cluster> configured(String name) {
        return configuration.kafka().clusters().stream()
                .filter(c -> c.name().equals(name))
                .findFirst();
    }

    private KafkaCluster direct(Cluster cluster) {
        Map<KafkaAuthType, KafkaListener> listeners = new EnumMap<>(KafkaAuthType.class);
        cluster.bootstrapServers().forEach((auth, servers) -> {
            KafkaAuthType type = authType(auth);
            listeners.put(type, new KafkaListener(servers, type != KafkaAuthType.NONE && cluster.tls()));
        });
        return new KafkaCluster(
                cluster.name(),
                null,
                Provisioner.DIRECT,
                listeners,
                cluster.tls() && cluster.credentials() != null && authorities.areInSecret(cluster.credentials())
                        ? new SecretSource(operatorNamespace, cluster.credentials(), OwnAuthorities.CERTIFICATE)
                        : null,
                cluster.existingTopicsAdoptable(),
                false);
    }

    private static KafkaAuthType authType(String name) {
        return switch (name) {
            case "none" -> KafkaAuthType.NONE;
            case "tls" -> KafkaAuthType.TLS;
            case "scramSha512" -> KafkaAuthType.SCRAM_SHA_512;
            default ->
                throw new IllegalArgumentException(
                        "bootstrapServers: \"" + name + "\" is no way to authenticate; write none, tls or scramSha512");
        };
    }

    private ClusterLookup strimzi(String name, String namespace, boolean adoptable) {
        Optional<GenericKubernetesResource> kafka = state.kafkas().flatMap(cache -> cache.get(namespace, name));
        if (kafka.isEmpty()) {
            boolean installed = state.kafkas().map(ResourceCache::isAvailable).orElse(false);
            return ClusterLookup.missing(
                    installed ? "ClusterNotFound" : "StrimziNotInstalled",
                    installed
                            ? "There is no Strimzi Kafka " + name + " in namespace " + namespace
                            : "Strimzi's CRD kafkas.kafka.strimzi.io is not installed");
        }
        Map<KafkaAuthType, KafkaListener> listeners = listeners(kafka.get());
        if (listeners.isEmpty()) {
            return ClusterLookup.missing(
                    "ClusterNotReady",
                    "Strimzi has not published addresses of Kafka " + namespace + "/" + name
                            + " yet (status.listeners is empty)");
        }
        return ClusterLookup.found(new KafkaCluster(
                name,
                namespace,
                Provisioner.STRIMZI,
                listeners,
                new SecretSource(namespace, name + "-cluster-ca-cert", "ca.crt"),
                adoptable,
                !takesAcls(kafka.get().get("spec", "kafka", "authorization"))));
    }

    /** As Strimzi tells its user operator (cluster-operator EntityUserOperator, KafkaAuthorization.supportsAdminApi). */
    private static boolean takesAcls(@Nullable Object authorization) {
        return authorization instanceof Map<?, ?> map
                && ("simple".equals(map.get("type")) || Boolean.TRUE.equals(map.get("supportsAdminApi")));
    }

    private static Map<KafkaAuthType, KafkaListener> listeners(GenericKubernetesResource kafka) {
        Map<KafkaAuthType, KafkaListener> listeners = new EnumMap<>(KafkaAuthType.class);
        // Services run in the same cluster: addresses inside it come first, whatever the order in which they are
        // declared.
        List<Map<?, ?>> insideFirst = maps(kafka.get("spec", "kafka", "listeners")).stream()
                .sorted(Comparator.comparing(listener -> !INSIDE.contains(String.valueOf(listener.get("type")))))
                .toList();
        for (Map<?, ?> declared : insideFirst) {
            KafkaAuthType auth = strimziAuth(declared.get("authentication"));
            String servers = maps(kafka.get("status", "listeners")).stream()
                    .filter(observed -> String.valueOf(declared.get("name")).equals(observed.get("name")))
                    .map(observed -> observed.get("bootstrapServers"))
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .findFirst()
                    .orElse(null);
            if (auth != null && servers != null && !listeners.containsKey(auth)) {
                listeners.put(auth, new KafkaListener(servers, Boolean.TRUE.equals(declared.get("tls"))));
            }
        }
        return listeners;
    }

    private static @Nullable KafkaAuthType strimziAuth(@Nullable Object authentication) {
        if (!(authentication instanceof Map<?, ?> map)) {
            return KafkaAuthType.NONE;
        }
        return switch (String.valueOf(map.get("type"))) {
            case "tls" -> KafkaAuthType.TLS;
            case "scram-sha-512" -> KafkaAuthType.SCRAM_SHA_512;
            default -> null;
        };
    }

    private static List<Map<?, ?>> maps(@Nullable Object list) {
        if (!(list instanceof List<?> items)) {
            return List.of();
        }
        return items.stream()
                .filter(Map.class::isInstance)
                .<Map<?, ?>>map(item -> (Map<?, ?>) item)
                .toList();
    }
}
