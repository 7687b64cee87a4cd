package io.eventtopology.quickstart;

import io.eventtopology.crds.EventTopology;
import io.eventtopology.planner.naming.Labels;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster of the user's kubeconfig. The example's namespace must not exist: it is made here and removed in the end. CRDs and the
 * operator's RBAC stay.
 */
final class ContextCluster implements Cluster {
    private static final Logger LOG = LoggerFactory.getLogger(ContextCluster.class);
    private static final Duration LEASE_IS_HELD = Duration.ofMinutes(1);
    private static final long GONE_SECONDS = 30;

    private final String context;
    private final Config config;
    private final KubernetesClient client;
    private final Path kubectl;

    private ContextCluster(String context, Config config, KubernetesClient client, Path kubectl) {
        this.context = context;
        this.config = config;
        this.client = client;
        this.kubectl = kubectl;
    }

    /**
     * Connects to the cluster of a context, and to no other.
     *
     * @throws IllegalArgumentException when the kubeconfig has no such context; the message lists those that it has
     */
    static ContextCluster connect(String context, Path kubectl) {
        Config config = Config.autoConfigure(context);
        NamedContext chosen = config.getCurrentContext();
        if (chosen == null || !chosen.getName().equals(context)) {
            String names =
                    config.getContexts().stream().map(NamedContext::getName).collect(Collectors.joining(", "));
            throw new IllegalArgumentException("Your kubeconfig has no context " + context + "; it has: "
                    + (names.isEmpty() ? "none (is KUBECONFIG set?)" : names));
        }
        return new ContextCluster(
                context,
                config,
                new KubernetesClientBuilder().withConfig(config).build(),
                kubectl);
    }

    /**
     * Says what happens there, makes sure that nobody is disturbed, and installs CRDs.
     *
     * @param own CRDs of this project
     * @param dapr Dapr's CRDs, installed where Dapr is not
     * @throws IllegalStateException when the example's namespace exists or an operator runs there already
     */
    void prepare(List<Path> own, List<Path> dapr, Console console) throws InterruptedException {
        console.line("Your cluster " + config.getMasterUrl() + " (context " + context + ") gets:", Tint.WARNING);
        console.line("  our CRDs, Dapr's where they are missing, and operator/manifests/rbac.yaml: these stay");
        console.line("  namespace " + World.NAMESPACE + " with the example, which is removed in the end");
        console.line("The operator runs here, as its service account there, and watches that namespace alone. Limits:");
        console.line("  the broker listens on this machine alone, so no pod could reach it;");
        console.line(
                "  so the todos that flow are left out; and where the images of bundled services cannot be pulled,");
        console.line("  their pods do not start, and Ready stays False.");
        if (client.namespaces().withName(World.NAMESPACE).get() != null) {
            throw new IllegalStateException("The namespace " + World.NAMESPACE
                    + " exists already in that cluster, and the quickstart would remove it in the end."
                    + " Remove it yourself, or choose another cluster.");
        }
        refuseSecondOperator();
        for (Path file : own) {
            install(file, true);
        }
        for (Path file : dapr) {
            install(file, false);
        }
    }

    private void refuseSecondOperator() {
        Lease lease = client.leases()
                .inNamespace(World.OPERATOR_NAMESPACE)
                .withName(World.OPERATOR)
                .get();
        ZonedDateTime renewed = lease == null || lease.getSpec() == null
                ? null
                : lease.getSpec().getRenewTime();
        if (renewed != null && renewed.plus(LEASE_IS_HELD).isAfter(ZonedDateTime.now(renewed.getZone()))) {
            throw new IllegalStateException("An operator runs in that cluster already: the Lease "
                    + World.OPERATOR_NAMESPACE + "/" + World.OPERATOR + " is held by "
                    + lease.getSpec().getHolderIdentity() + ". Two would undo each other's work.");
        }
    }

    private void install(Path file, boolean replace) throws InterruptedException {
        for (var crd : Manifests.read(file)) {
            var crds = client.apiextensions().v1().customResourceDefinitions();
            String name = crd.getMetadata().getName();
            if (replace || crds.withName(name).get() == null) {
                client.resource(crd).fieldManager("kubectl").forceConflicts().serverSideApply();
            }
            crds.withName(name)
                    .waitUntilCondition(
                            found -> found != null
                                    && found.getStatus() != null
                                    && found.getStatus().getConditions() != null
                                    && found.getStatus().getConditions().stream()
                                            .anyMatch(condition -> condition
                                                            .getType()
                                                            .equals("Established")
                                                    && condition.getStatus().equals("True")),
                            GONE_SECONDS,
                            TimeUnit.SECONDS);
        }
    }

    @Override
    public KubernetesClient user() {
        return client;
    }

    @Override
    public Config withToken(String token) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(config.getMasterUrl())
                .withCaCertFile(config.getCaCertFile())
                .withCaCertData(config.getCaCertData())
                .withTrustCerts(config.isTrustCerts())
                .withDisableHostnameVerification(config.isDisableHostnameVerification())
                .withHttpsProxy(config.getHttpsProxy())
                .withOauthToken(token)
                .build();
    }

    @Override
    public boolean runsPods() {
        return true;
    }

    @Override
    public Set<String> watchedNamespaces() {
        return Set.of(World.NAMESPACE);
    }

    @Override
    public List<String> kubectl() {
        return List.of(kubectl.toString(), "--context", context);
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    @Override
    public void removeExample() {
        LOG.info("Removing the example from context {}", context);
        var topology = client.resources(EventTopology.class)
                .inNamespace(World.NAMESPACE)
                .withName(World.TOPOLOGY);
        topology.delete();
        topology.waitUntilCondition(Objects::isNull, GONE_SECONDS, TimeUnit.SECONDS);
        var namespace = client.namespaces().withName(World.NAMESPACE);
        namespace.delete();
        namespace.waitUntilCondition(Objects::isNull, GONE_SECONDS, TimeUnit.SECONDS);
        // The operator remembers topics that it left in place, but this broker goes too.
        client.configMaps().inNamespace(World.OPERATOR_NAMESPACE).list().getItems().stream()
                .filter(record -> record.getMetadata().getAnnotations() != null
                        && record.getMetadata()
                                .getAnnotations()
                                .getOrDefault(Labels.RETAINED_FROM, "")
                                .contains("/" + World.NAMESPACE + "/"))
                .forEach(record -> client.resource(record).delete());
    }

    @Override
    public void close() {
        client.close();
    }
}
