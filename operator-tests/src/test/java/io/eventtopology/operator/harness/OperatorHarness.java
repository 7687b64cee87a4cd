package io.eventtopology.operator.harness;

import io.eventtopology.crds.Condition;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.operator.connection.ApiConnection;
import io.eventtopology.tools.cluster.ControlPlane;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real control plane with all CRDs and the operator's own RBAC, and operators that run under it: never as cluster admin. Tests
 * start and stop operators at will; the admin client is for the test itself.
 */
public final class OperatorHarness implements AutoCloseable {
    /** Namespace of the operator. */
    public static final String OPERATOR_NAMESPACE = "event-topology-system";

    /** How long tests wait for something that takes a moment. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Path MODULE = Path.of("").toAbsolutePath();

    private final ControlPlane plane;
    private final String token;
    private final List<OperatorRuntime> running = new ArrayList<>();
    private final List<ApiConnection> connections = new ArrayList<>();
    private final List<String> lostLeaderships = new CopyOnWriteArrayList<>();

    private OperatorHarness(ControlPlane plane) {
        this.plane = plane;
        this.token = plane.createServiceAccountToken(OPERATOR_NAMESPACE, "event-topology-operator");
    }

    /** CRDs of this project. */
    public static List<Path> ownCrds() {
        return yamlIn(MODULE.resolveSibling("crds").resolve("manifests"));
    }

    /** A control plane with every CRD and no operator yet. */
    public static OperatorHarness start() {
        return start(
                builder -> builder.crds(Stream.concat(ownCrds().stream(), ThirdPartyCrds.ofThisMachine().all().stream())
                        .toList()));
    }

    /** A control plane as the test wants it, with the operator's RBAC; our own CRDs at least must be among its CRDs. */
    public static OperatorHarness start(UnaryOperator<ControlPlane.Builder> settings) {
        ControlPlane plane = settings.apply(ControlPlane.builder()).start();
        try {
            applyRbac(plane.client());
            return new OperatorHarness(plane);
        } catch (RuntimeException e) {
            plane.close();
            throw e;
        }
    }

    private static void applyRbac(KubernetesClient admin) {
        Path rbac = MODULE.resolveSibling("operator").resolve("manifests/rbac.yaml");
        try (var in = Files.newInputStream(rbac)) {
            for (HasMetadata object : admin.load(in).items()) {
                admin.resource(object).serverSideApply();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the operator use a Strimzi namespace, which is made. */
    public OperatorHarness allowStrimzi(String namespace) {
        createNamespace(namespace);
        admin().resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("event-topology-operator-strimzi")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewRoleRef()
                        .withApiGroup("rbac.authorization.k8s.io")
                        .withKind("ClusterRole")
                        .withName("event-topology-operator-strimzi")
                        .endRoleRef()
                        .addNewSubject()
                        .withKind("ServiceAccount")
                        .withName("event-topology-operator")
                        .withNamespace(OPERATOR_NAMESPACE)
                        .endSubject()
                        .build())
                .serverSideApply();
        return this;
    }

    /** Makes a namespace. */
    public String createNamespace(String name) {
        admin().resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .serverSideApply();
        return name;
    }

    /** Starts an operator under its own rights; leader election and fixed ports are off unless the YAML says otherwise. */
    public OperatorRuntime startOperator(String configurationYaml) {
        return startOperator(configurationYaml, operatorConfig());
    }

    /** Starts an operator with another connection, for example through a proxy. */
    public OperatorRuntime startOperator(String configurationYaml, Config connection) {
        return startOperator(configurationYaml, connection, Clock.systemUTC());
    }

    /** Starts an operator whose clock is the test's. */
    public OperatorRuntime startOperator(String configurationYaml, Config connection, Clock clock) {
        ApiConnection api = ApiConnection.of(connection);
        connections.add(api);
        String yaml = (configurationYaml.contains("leaderElection") ? "" : "leaderElection: false\n")
                + (configurationYaml.contains("httpPort") ? "" : "httpPort: 0\n")
                + configurationYaml;
        String identity = "operator-" + connections.size();
        OperatorRuntime runtime = OperatorRuntime.start(
                api,
                OperatorConfiguration.parse(yaml),
                OPERATOR_NAMESPACE,
                identity,
                clock,
                () -> lostLeaderships.add(identity));
        running.add(runtime);
        return runtime;
    }

    /** Identities of operators, {@code operator-<number of the start>}, that lost their Lease and would have ended. */
    public List<String> lostLeaderships() {
        return List.copyOf(lostLeaderships);
    }

    /** Stops an operator. */
    public void stop(OperatorRuntime runtime) {
        if (running.remove(runtime)) {
            runtime.close();
        }
    }

    /** The operator's connection: a token of its service account. */
    public Config operatorConfig() {
        return new ConfigBuilder(plane.configWithToken(token))
                .withNamespace(OPERATOR_NAMESPACE)
                .build();
    }

    /** The control plane. */
    public ControlPlane plane() {
        return plane;
    }

    /** The test's own client, as cluster admin. */
    public KubernetesClient admin() {
        return plane.client();
    }

    /** Applies YAML documents as a user would, by server-side apply. */
    public void apply(String yaml) {
        for (HasMetadata object : admin().load(
                        new java.io.ByteArrayInputStream(yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .items()) {
            admin().resource(object).fieldManager("kubectl").forceConflicts().serverSideApply();
        }
    }

    /** The topology as stored. */
    public EventTopology topology(String namespace, String name) {
        return admin().resources(EventTopology.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /** The service as stored. */
    public EventService service(String namespace, String name) {
        return admin().resources(EventService.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /** A condition of a topology for its present generation. */
    public Optional<Condition> topologyCondition(String namespace, String name, String type) {
        EventTopology topology = topology(namespace, name);
        return topology == null || topology.getStatus() == null
                ? Optional.empty()
                : current(topology, topology.getStatus().conditions(), type);
    }

    /** A condition of a service for its present generation. */
    public Optional<Condition> serviceCondition(String namespace, String name, String type) {
        EventService service = service(namespace, name);
        return service == null || service.getStatus() == null
                ? Optional.empty()
                : current(service, service.getStatus().conditions(), type);
    }

    private static Optional<Condition> current(HasMetadata resource, List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(c -> c.type().equals(type)
                        && resource.getMetadata().getGeneration().equals(c.observedGeneration()))
                .findFirst();
    }

    /** Waits until the topology is Ready in its present generation. */
    public void awaitTopologyReady(String namespace, String name) {
        awaitReady(
                "EventTopology " + namespace + "/" + name,
                () -> topologyCondition(namespace, name, "Ready"),
                () -> String.valueOf(topology(namespace, name)));
    }

    /** Waits until the service is Ready in its present generation. */
    public void awaitServiceReady(String namespace, String name) {
        awaitReady(
                "EventService " + namespace + "/" + name,
                () -> serviceCondition(namespace, name, "Ready"),
                () -> String.valueOf(service(namespace, name)));
    }

    private static void awaitReady(
            String what,
            java.util.function.Supplier<Optional<Condition>> condition,
            java.util.function.Supplier<String> picture) {
        Awaitility.await(what + " is Ready")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(condition.get())
                        .as("Ready of %s, which is %s", what, picture.get())
                        .hasValueSatisfying(ready -> org.assertj.core.api.Assertions.assertThat(ready.status())
                                .as("%s", ready)
                                .isEqualTo("True")));
    }

    private static List<Path> yamlIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List.copyOf(running).forEach(this::stop);
        connections.forEach(ApiConnection::close);
        plane.close();
    }
}
