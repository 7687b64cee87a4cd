package io.eventtopology.quickstart;

import io.eventtopology.crds.BundledService;
import io.eventtopology.planner.model.Preset;
import io.eventtopology.tools.database.PostgresServer;
import io.eventtopology.tools.localrun.JavaPrograms;
import io.eventtopology.tools.localrun.LocalRunner;
import io.eventtopology.tools.localrun.RunnerEvent;
import io.eventtopology.tools.localrun.RunnerPod;
import io.eventtopology.tools.localrun.RunnerSettings;
import io.eventtopology.tools.localrun.WatchedObjects;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The services of the example as processes of this machine: a {@link LocalRunner} runs what the operator writes, each service with
 * a database of its own on one PostgreSQL server.
 */
final class LocalServices implements AutoCloseable {
    /** The bundled services of examples/todo. */
    static final List<String> NAMES = Stream.of(
                    BundledService.Todo, BundledService.User, BundledService.Notify, BundledService.Analytics)
            .map(Preset::nameOf)
            .toList();

    /** Enough to finish what is under way; a cluster's default is 30 s. */
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(8);

    private final LocalRunner runner;
    private final Map<String, Instant> started;
    private final Map<String, Instant> ready;

    private LocalServices(LocalRunner runner, Map<String, Instant> started, Map<String, Instant> ready) {
        this.runner = runner;
        this.started = started;
        this.ready = ready;
    }

    /**
     * What services run with.
     *
     * @param daprd Dapr's sidecar
     * @param sentry Dapr's certificate authority
     * @param jars service → a person's own jar that runs in its place
     */
    record Programs(Path daprd, Path sentry, Map<String, Path> jars) {}

    /**
     * Creates the databases with their Secrets, and runs from now on what the operator writes.
     *
     * @param root the root of the repository, where the services are built
     * @param folder for logs and files
     */
    static LocalServices start(
            Path root, Path folder, Programs programs, KubernetesClient cluster, PostgresServer server) {
        cluster.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(World.NAMESPACE)
                        .endMetadata()
                        .build())
                .fieldManager("kubectl")
                .serverSideApply();
        for (String service : NAMES) {
            createDatabase(cluster, server, service);
        }
        Map<String, Instant> started = new ConcurrentHashMap<>();
        Map<String, Instant> ready = new ConcurrentHashMap<>();
        LocalRunner runner = LocalRunner.start(RunnerSettings.of(
                        new WatchedObjects(cluster),
                        new JavaPrograms(root.resolve("sample-services"), programs.jars()),
                        programs.daprd(),
                        folder)
                .withSentry(programs.sentry())
                .withLongestGrace(LONGEST_GRACE)
                .withListener(event -> note(event, started, ready)));
        return new LocalServices(runner, started, ready);
    }

    private static void createDatabase(KubernetesClient cluster, PostgresServer server, String service) {
        cluster.resource(server.createDatabase(service).secret(World.NAMESPACE, Preset.databaseSecretOf(service)))
                .create();
    }

    private static void note(RunnerEvent event, Map<String, Instant> started, Map<String, Instant> ready) {
        if (event.kind() == RunnerEvent.Kind.STARTED) {
            started.putIfAbsent(event.pod(), event.time());
        } else if (event.kind() == RunnerEvent.Kind.READY) {
            ready.putIfAbsent(event.pod(), event.time());
        }
    }

    /** All pods, stopping ones too. */
    List<RunnerPod> pods() {
        return runner.pods().stream()
                .filter(pod -> pod.namespace().equals(World.NAMESPACE))
                .toList();
    }

    /** How long a pod took from the start of its first process until it was ready; empty while it is not. */
    Optional<Duration> startOf(RunnerPod pod) {
        Instant begin = started.get(pod.name());
        Instant end = ready.get(pod.name());
        return begin == null || end == null ? Optional.empty() : Optional.of(Duration.between(begin, end));
    }

    /** Whether every service has its pods ready and of its present Deployment, and nothing else runs. */
    Optional<String> complaint() {
        if (pods().isEmpty()) {
            return Optional.of("no service runs");
        }
        return pods().stream()
                .filter(pod -> !pod.ready())
                .findFirst()
                .map(pod -> pod.service() + " is not ready: " + (pod.problem().isEmpty() ? "it starts" : pod.problem())
                        + " (logs in " + pod.folder() + ")")
                .or(() -> Probe.expect(runner.isSettled(), "a rollout is under way"));
    }

    /**
     * The HTTP API of a service, at an address that survives rollouts.
     *
     * @throws IllegalStateException when there is no such service
     */
    ServiceApi api(String service) {
        return new ServiceApi(address(service));
    }

    /**
     * Where a service answers, whatever its pods.
     *
     * @throws IllegalStateException when there is no such service
     */
    URI address(String service) {
        return runner.address(World.NAMESPACE, service)
                .orElseThrow(() -> new IllegalStateException("there is no Service " + service));
    }

    @Override
    public void close() {
        runner.close();
    }
}
