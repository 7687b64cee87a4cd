package io.eventtopology.tools.cluster;

import io.eventtopology.tools.cache.CacheFolder;
import io.eventtopology.tools.cache.TemporaryFolder;
import io.eventtopology.tools.port.FreePorts;
import io.eventtopology.tools.process.ChildProcess;
import io.eventtopology.tools.process.CommandResult;
import io.eventtopology.tools.program.Program;
import io.eventtopology.tools.program.ProgramLadder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A real Kubernetes control plane on this machine: etcd, kube-apiserver and, if asked for, kube-controller-manager, as
 * child processes on free ports of 127.0.0.1. There is no kubelet and no scheduler: pods never run.
 *
 * <p>Authorization is RBAC. The user {@code admin} is in {@code system:masters}; all others have only what roles give
 * them. The child processes end with {@link #close()} and with the JVM, even if that is killed. Not safe for use by
 * several threads, except for the clients and configurations it hands out.
 */
public final class ControlPlane implements AutoCloseable {
    /** What keeps a cluster without nodes consistent. Controllers of workloads are left out: no kubelet serves them. */
    private static final List<String> CONTROLLERS = List.of(
            "garbage-collector-controller",
            "namespace-controller",
            "serviceaccount-controller",
            "root-ca-certificate-publisher-controller",
            "clusterrole-aggregation-controller",
            "resourcequota-controller");

    private static final Duration READY = Duration.ofMinutes(2);
    private static final int LOG_LINES = 20;
    private static final int ATTEMPTS = 3;

    private final Path directory;
    private final boolean temporary;
    private final Identities identities;
    private final ApiServer apiServer;
    private final ChildProcess etcd;
    private final List<KubernetesClient> clients = new ArrayList<>();
    private @Nullable ChildProcess apiServerProcess;
    private @Nullable ChildProcess controllerManagerProcess;
    private @Nullable KubernetesClient adminClient;
    private @Nullable Path kubectlProgram;

    private ControlPlane(
            Path directory, boolean temporary, Identities identities, ApiServer apiServer, ChildProcess etcd) {
        this.directory = directory;
        this.temporary = temporary;
        this.identities = identities;
        this.apiServer = apiServer;
        this.etcd = etcd;
    }

    /** What to start; see its methods for the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** What to start. */
    public static final class Builder {
        private final Map<String, List<String>> users = new LinkedHashMap<>();
        private final List<Path> crds = new ArrayList<>();
        private final Set<String> controllers = new LinkedHashSet<>(CONTROLLERS);
        private @Nullable Path directory;
        private boolean controllerManager;
        private boolean auditLog;

        private Builder() {
            users.put(Identities.ADMIN, List.of("system:masters"));
        }

        /**
         * Where data, logs and kubeconfigs go; made if it is missing. Data of an earlier run is used again. By default
         * a temporary directory that {@link ControlPlane#close()} deletes; the first of those with the same CRDs takes some
         * seconds longer, because it prepares their data for all that follow.
         */
        public Builder directory(Path directory) {
            this.directory = directory.toAbsolutePath();
            return this;
        }

        /** Whether to start a kube-controller-manager (garbage collection, namespaces, service accounts). Default no. */
        public Builder controllerManager(boolean wanted) {
            this.controllerManager = wanted;
            return this;
        }

        /**
         * Starts a kube-controller-manager that also runs these controllers, by the names of its {@code --controllers}
         * flag, for example {@code deployment-controller}.
         */
        public Builder controllers(String... names) {
            this.controllerManager = true;
            this.controllers.addAll(List.of(names));
            return this;
        }

        /** Whether each request is logged at level Metadata, one JSON object a line, in {@link #auditLog()}. Default no. */
        public Builder auditLog(boolean wanted) {
            this.auditLog = wanted;
            return this;
        }

        /** Adds a user with a token of its own. It may do only what roles bound to it or to its groups allow. */
        public Builder user(String name, String... groups) {
            this.users.put(name, List.of(groups));
            return this;
        }

        /**
         * CRD files applied before the controller manager starts. The garbage collector looks for kinds that appear
         * later only every 30 seconds.
         */
        public Builder crds(List<Path> files) {
            this.crds.addAll(files);
            return this;
        }

        /**
         * Brings the programs if need be, starts them and returns when the API server is ready and the namespace
         * {@code default} exists.
         *
         * @throws ControlPlaneException if a program ends or is not ready within 2 minutes; with the end of its log
         * @throws io.eventtopology.tools.program.ProgramUnavailableException if a program cannot be brought
         */
        public ControlPlane start() {
            ProgramLadder ladder = ProgramLadder.ofThisMachine();
            Path etcd = ladder.find(Program.ETCD);
            Path kubeApiserver = ladder.find(Program.KUBE_APISERVER);
            Optional<Path> manager =
                    controllerManager ? Optional.of(ladder.find(Program.KUBE_CONTROLLER_MANAGER)) : Optional.empty();
            for (int attempt = 1; ; attempt++) {
                ControlPlane plane = launch(etcd, kubeApiserver, home(etcd, kubeApiserver));
                try {
                    plane.awaitReady();
                    if (!crds.isEmpty()) {
                        plane.applyCrds(crds);
                    }
                    if (manager.isPresent()) {
                        plane.startControllerManager(manager.get(), List.copyOf(controllers));
                    }
                    return plane;
                } catch (ControlPlaneException e) {
                    plane.close();
                    // Between the search for a free port and its use another process may have taken it.
                    if (attempt == ATTEMPTS || !String.valueOf(e.getMessage()).contains("address already in use")) {
                        throw e;
                    }
                } catch (RuntimeException e) {
                    plane.close();
                    throw e;
                }
            }
        }

        private Path home(Path etcdProgram, Path kubeApiserver) {
            try {
                if (directory != null) {
                    return Files.createDirectories(directory);
                }
                Path home = TemporaryFolder.create("control-plane-");
                try {
                    new PreparedData(CacheFolder.of(System.getenv()), List.of(etcdProgram, kubeApiserver), crds)
                            .copyTo(home, this::prepare);
                } catch (RuntimeException e) {
                    TemporaryFolder.delete(home);
                    throw e;
                }
                return home;
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot prepare the control plane's directory", e);
            }
        }

        private void prepare(Path empty) {
            new Builder().directory(empty).crds(crds).start().close();
        }

        private ControlPlane launch(Path etcdProgram, Path kubeApiserver, Path home) {
            try {
                boolean temporary = directory == null;
                Identities identities = Identities.write(home, users);
                int etcdPort = FreePorts.findOne();
                ChildProcess etcd = startEtcd(etcdProgram, home, etcdPort);
                Optional<Path> audit = auditLog ? Optional.of(home.resolve("audit.log")) : Optional.empty();
                ApiServer server = new ApiServer(kubeApiserver, home, FreePorts.findOne(), etcdPort, identities, audit);
                ControlPlane plane = new ControlPlane(home, temporary, identities, server, etcd);
                plane.apiServerProcess = server.start();
                return plane;
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot prepare the control plane's directory", e);
            }
        }

        private static ChildProcess startEtcd(Path program, Path home, int port) {
            String client = "http://127.0.0.1:" + port;
            String peer = "http://127.0.0.1:" + FreePorts.findOne();
            List<String> command = List.of(
                    program.toString(),
                    "--data-dir=" + home.resolve("etcd"),
                    "--listen-client-urls=" + client,
                    "--advertise-client-urls=" + client,
                    "--listen-peer-urls=" + peer,
                    "--initial-advertise-peer-urls=" + peer,
                    "--initial-cluster=default=" + peer,
                    // Data must survive our restarts, not a power cut.
                    "--unsafe-no-fsync=true",
                    "--log-level=warn");
            return ChildProcess.start("etcd", command, Map.of(), home, home.resolve("etcd.log"));
        }
    }

    /** The administrator's configuration. It does not look at the environment or at the user's kubeconfig. */
    public Config config() {
        return configFor(Identities.ADMIN);
    }

    /**
     * The configuration of a user given to the builder, or of {@code admin}.
     *
     * @throws IllegalArgumentException if there is no such user
     */
    public Config configFor(String user) {
        return configWithToken(identities.token(user));
    }

    /** The configuration of the administrator who acts as any user with any groups (Kubernetes impersonation). */
    public Config configImpersonating(String user, String... groups) {
        return new ConfigBuilder(config())
                .withImpersonateUsername(user)
                .withImpersonateGroups(groups)
                .build();
    }

    /** A configuration that authenticates with this token; see {@link #createServiceAccountToken}. */
    public Config configWithToken(String token) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(apiServerUrl())
                .withCaCertFile(apiServer.caFile().toString())
                .withOauthToken(token)
                .withNamespace("default")
                .withTrustCerts(false)
                .build();
    }

    /** The administrator's client, one for the life of this control plane, which closes it. */
    public KubernetesClient client() {
        KubernetesClient client = adminClient;
        if (client == null) {
            client = client(config());
            adminClient = client;
        }
        return client;
    }

    /** A new client of this configuration, closed with this control plane. */
    public KubernetesClient client(Config config) {
        KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build();
        clients.add(client);
        return client;
    }

    /**
     * A token of a service account, valid for a day, so that an operator runs under its real roles.
     *
     * @throws KubernetesClientException if the service account does not exist
     */
    public String createServiceAccountToken(String namespace, String name) {
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(TimeUnit.DAYS.toSeconds(1))
                .endSpec()
                .build();
        return client().serviceAccounts()
                .inNamespace(namespace)
                .withName(name)
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }

    /** The administrator's kubeconfig, for {@code export KUBECONFIG=...}. */
    public Path kubeconfig() {
        return kubeconfigFor(Identities.ADMIN);
    }

    /**
     * The kubeconfig of a user given to the builder, or of {@code admin}.
     *
     * @throws IllegalArgumentException if there is no such user
     */
    public Path kubeconfigFor(String user) {
        return writeKubeconfig(user, identities.token(user));
    }

    /** Where data, logs and kubeconfigs are. */
    public Path directory() {
        return directory;
    }

    /**
     * The file that receives one JSON object (audit.k8s.io/v1 Event, level Metadata) a line when a request is complete,
     * before its answer leaves the server.
     *
     * @throws IllegalStateException if it was not asked for
     */
    public Path auditLog() {
        return apiServer
                .auditLog()
                .orElseThrow(() -> new IllegalStateException(
                        "The control plane was started without an audit log; use builder().auditLog(true)"));
    }

    /** For example {@code https://127.0.0.1:21234}. The same for the life of this control plane. */
    public String apiServerUrl() {
        return apiServer.url();
    }

    /** The certificates to trust, PEM. */
    public Path caFile() {
        return apiServer.caFile();
    }

    /** Kills the API server; etcd keeps the data. Does nothing if it is stopped. */
    public void stopApiServer() {
        ChildProcess process = apiServerProcess;
        if (process != null) {
            process.close();
            apiServerProcess = null;
        }
    }

    /**
     * Starts the API server again, on the same port with the same data, and returns when it is ready. Does nothing if
     * it runs.
     *
     * @throws ControlPlaneException if it is not ready within 2 minutes
     */
    public void startApiServer() {
        if (apiServerProcess != null) {
            return;
        }
        try {
            apiServerProcess = apiServer.start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the API server again in " + directory, e);
        }
        awaitReady();
    }

    /**
     * Runs kubectl as administrator, to its end, for at most two minutes, with empty standard input.
     *
     * @param arguments what follows {@code kubectl}
     */
    public CommandResult kubectl(String... arguments) {
        Path program = kubectlProgram;
        if (program == null) {
            program = ProgramLadder.ofThisMachine().find(Program.KUBECTL);
            kubectlProgram = program;
        }
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(List.of(arguments));
        Map<String, String> environment = Map.of(
                "KUBECONFIG", kubeconfig().toString(),
                "KUBECACHEDIR", directory.resolve("kubectl-cache").toString());
        return CommandResult.of(command, environment, Duration.ofMinutes(2));
    }

    /**
     * Applies CRD files (server-side) and waits until the API server serves each.
     *
     * @throws ControlPlaneException if one is not established within 2 minutes
     */
    public void applyCrds(List<Path> files) {
        Set<String> names = new LinkedHashSet<>();
        for (Path file : files) {
            names.addAll(CrdFile.apply(client(), file));
        }
        for (String name : names) {
            await("The CRD " + name + " is not established", () -> CrdFile.isEstablished(client(), name));
        }
    }

    /** Kills all programs and waits until they are gone; deletes the directory if it was temporary. */
    @Override
    public void close() {
        clients.forEach(KubernetesClient::close);
        clients.clear();
        if (controllerManagerProcess != null) {
            controllerManagerProcess.close();
        }
        stopApiServer();
        etcd.close();
        if (temporary) {
            TemporaryFolder.delete(directory);
        }
    }

    private void startControllerManager(Path program, List<String> controllers) {
        List<String> command = List.of(
                program.toString(),
                "--kubeconfig=" + kubeconfig(),
                "--controllers=" + String.join(",", controllers),
                "--service-account-private-key-file=" + identities.serviceAccountKey(),
                "--root-ca-file=" + apiServer.caFile(),
                "--leader-elect=false",
                // Thousands of objects are collected in seconds; the default is 20 a second.
                "--kube-api-qps=300",
                "--kube-api-burst=600",
                "--secure-port=0",
                "--profiling=false");
        controllerManagerProcess = ChildProcess.start(
                "kube-controller-manager",
                command,
                Map.of(),
                directory,
                directory.resolve("kube-controller-manager.log"));
        await(
                "kube-controller-manager does not work: no service account default/default",
                () -> client().serviceAccounts()
                                .inNamespace("default")
                                .withName("default")
                                .get()
                        != null);
    }

    private void awaitReady() {
        // The certificate is written before the port opens; a client needs it.
        await(
                "kube-apiserver does not open its port",
                () -> Files.exists(apiServer.caFile()) && PortProbe.isOpen(apiServer.port()));
        try (ReadyProbe probe =
                new ReadyProbe(apiServerUrl(), apiServer.caFile(), identities.token(Identities.ADMIN))) {
            await("kube-apiserver is not ready", probe::isReady);
        }
    }

    private void await(String complaint, BooleanSupplier condition) {
        long end = System.nanoTime() + READY.toNanos();
        while (!condition.getAsBoolean()) {
            requireAllAlive(complaint);
            if (System.nanoTime() > end) {
                throw new ControlPlaneException(
                        complaint + " after " + READY.toSeconds() + " s\n" + logTails(children()));
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ControlPlaneException("Interrupted: " + complaint, e);
            }
        }
    }

    private void requireAllAlive(String complaint) {
        List<ChildProcess> dead =
                children().stream().filter(child -> !child.isAlive()).toList();
        if (!dead.isEmpty()) {
            throw new ControlPlaneException(complaint + ", because "
                    + String.join(" and ", dead.stream().map(ChildProcess::name).toList())
                    + " ended\n" + logTails(dead));
        }
    }

    private List<ChildProcess> children() {
        List<ChildProcess> children = new ArrayList<>(List.of(etcd));
        if (apiServerProcess != null) {
            children.add(apiServerProcess);
        }
        if (controllerManagerProcess != null) {
            children.add(controllerManagerProcess);
        }
        return children;
    }

    private static String logTails(List<ChildProcess> children) {
        StringBuilder text = new StringBuilder();
        children.forEach(child -> text.append("--- the end of ")
                .append(child.log())
                .append(":\n")
                .append(child.logTail(LOG_LINES))
                .append('\n'));
        return text.toString();
    }

    private Path writeKubeconfig(String user, String token) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("apiVersion", "v1");
        content.put("kind", "Config");
        content.put(
                "clusters",
                List.of(Map.of(
                        "name",
                        "event-topology",
                        "cluster",
                        Map.of("server", apiServerUrl(), "certificate-authority", caFile().toString()))));
        content.put("users", List.of(Map.of("name", user, "user", Map.of("token", token))));
        content.put(
                "contexts",
                List.of(Map.of(
                        "name",
                        "event-topology",
                        "context",
                        Map.of("cluster", "event-topology", "user", user, "namespace", "default"))));
        content.put("current-context", "event-topology");
        Path file = directory.resolve(user.equals(Identities.ADMIN) ? "kubeconfig" : "kubeconfig-" + user);
        try {
            Files.writeString(file, Serialization.asYaml(content));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
        return file;
    }
}
