package io.eventtopology.operator.topics;

import io.eventtopology.operator.broker.BrokerSecurity;
import io.eventtopology.operator.broker.ClusterConnection;
import io.eventtopology.operator.config.OperatorConfiguration.Cluster;
import io.eventtopology.operator.watch.KafkaClusters;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How the operator itself reaches Direct clusters: addresses from its configuration, credentials from a Secret beside it. */
public final class ClusterConnections {
    /** A rotated Secret is used within this time; a read for each reconciliation would be wasteful. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final KafkaClusters clusters;
    private final String operatorNamespace;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(ClusterConnection connection, long atNanos) {}

    /** Reads Secrets in the operator's namespace through the client. */
    public ClusterConnections(KubernetesClient client, KafkaClusters clusters, String operatorNamespace) {
        this.client = client;
        this.clusters = clusters;
        this.operatorNamespace = operatorNamespace;
    }

    /** The connection to a configured Direct cluster; empty when no such cluster is configured any more. */
    public Optional<ClusterConnection> find(String cluster) {
        Known last = known.get(cluster);
        if (last != null && System.nanoTime() - last.atNanos() < FRESH.toNanos()) {
            return Optional.of(last.connection());
        }
        Optional<ClusterConnection> connection = clusters.configured(cluster).map(this::connect);
        connection
                .filter(c -> !(c.security() instanceof BrokerSecurity.Unusable))
                .ifPresent(c -> known.put(cluster, new Known(c, System.nanoTime())));
        return connection;
    }

    /** Reads the cluster's Secret anew the next time, because what it held was not accepted. */
    public void forget(String cluster) {
        known.remove(cluster);
    }

    private ClusterConnection connect(Cluster cluster) {
        if (cluster.credentials() == null) {
            return new ClusterConnection(
                    cluster.name(),
                    servers(cluster, "none"),
                    cluster.tls() ? new BrokerSecurity.Tls(null, null) : new BrokerSecurity.None());
        }
        Secret secret = client.secrets()
                .inNamespace(operatorNamespace)
                .withName(cluster.credentials())
                .get();
        if (secret == null) {
            return unusable(cluster, "does not exist. Create it");
        }
        String ca = value(secret, "ca.crt");
        String username = value(secret, "username");
        String password = value(secret, "password");
        if (username != null && password != null) {
            return new ClusterConnection(
                    cluster.name(),
                    servers(cluster, "scramSha512"),
                    new BrokerSecurity.ScramSha512(cluster.tls(), ca, username, password));
        }
        String certificate = value(secret, "user.crt");
        String key = value(secret, "user.key");
        if (ca == null && (certificate == null || key == null)) {
            return unusable(cluster, "has neither username and password, nor user.crt and user.key, nor ca.crt");
        }
        BrokerSecurity.ClientCertificate clientCertificate =
                certificate == null || key == null ? null : new BrokerSecurity.ClientCertificate(certificate, key);
        return new ClusterConnection(
                cluster.name(), servers(cluster, "tls"), new BrokerSecurity.Tls(ca, clientCertificate));
    }

    private ClusterConnection unusable(Cluster cluster, String what) {
        return new ClusterConnection(
                cluster.name(),
                servers(cluster, "none"),
                new BrokerSecurity.Unusable(
                        "Secret " + operatorNamespace + "/" + cluster.credentials() + " with its credentials " + what));
    }

    private static String servers(Cluster cluster, String preferred) {
        if (cluster.adminBootstrapServers() != null) {
            return cluster.adminBootstrapServers();
        }
        String servers = cluster.bootstrapServers().get(preferred);
        return servers != null
                ? servers
                : cluster.bootstrapServers().values().stream()
                        .sorted()
                        .findFirst()
                        .orElse("");
    }

    private static @Nullable String value(Secret secret, String key) {
        if (secret.getData() == null || !secret.getData().containsKey(key)) {
            return null;
        }
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
    }
}
