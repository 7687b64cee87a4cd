package io.eventtopology.tools.localrun;

import io.eventtopology.tools.dapr.DaprSentry;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs Deployments that Dapr's injector would give a sidecar: for each replica one process of the app and one real {@code daprd}, which
 * loads the Dapr objects in its scope. Follows changes as a cluster does, restarts what dies, and reports the status of each
 * Deployment.
 *
 * <p>Sidecars find each other by a SQLite database instead of mDNS or cluster DNS. With {@code sentry} they have identities, so
 * that access control of the callee decides about calls; without, access control is left out.
 *
 * <p>No process outlives this JVM, however it ends.
 */
public final class LocalRunner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalRunner.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration KILL_MARGIN = Duration.ofSeconds(5);

    private final RunnerSettings settings;
    private final ObjectSource source;
    private final Map<String, Workload> workloads = new TreeMap<>();
    private final StatusReports reports;
    private final ServiceAddresses addresses;
    private final Map<String, String> failures = new HashMap<>();
    private final AtomicBoolean changed = new AtomicBoolean(true);
    private final HttpClient client;
    private final ExecutorService probes;
    private final ScheduledExecutorService ticker;
    private final @Nullable DaprSentry sentry;
    private final PodSurroundings surroundings;
    private ClusterState state = new ClusterState(List.of(), List.of(), List.of());
    private boolean closed;

    private LocalRunner(RunnerSettings settings) {
        this.settings = settings;
        source = settings.source();
        create(settings.folder());
        reports = new StatusReports(source);
        addresses = new ServiceAddresses(settings.folder().resolve("endpoints"), this::readyPorts);
        probes = Executors.newVirtualThreadPerTaskExecutor();
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .executor(probes)
                .build();
        sentry = settings.sentry()
                .map(program -> DaprSentry.start(program, settings.folder().resolve("sentry")))
                .orElse(null);
        if (sentry == null) {
            log.warn("Runs without Dapr's sentry: sidecars have no identities, so EVERY SERVICE MAY CALL EVERY OTHER;"
                    + " access control of Dapr Configurations is left out.");
        }
        surroundings = new PodSurroundings(
                source,
                settings.programs(),
                new SidecarCommand(settings.daprd(), Optional.ofNullable(sentry)),
                settings.folder().resolve("names.db"),
                settings.listener(),
                settings.longestGrace(),
                client,
                probes);
        ticker = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("local-runner").daemon().factory());
    }

    /** Starts running what the source holds; returns before anything is ready. */
    public static LocalRunner start(RunnerSettings settings) {
        LocalRunner runner = new LocalRunner(settings);
        try {
            runner.source.start(() -> runner.changed.set(true));
            var unused = runner.ticker.scheduleWithFixedDelay(runner::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            runner.close();
            throw e;
        }
        return runner;
    }

    private void tick() {
        try {
            synchronized (this) {
                if (closed) {
                    return;
                }
                Instant now = Instant.now();
                if (changed.getAndSet(false)) {
                    follow(now);
                }
                workloads.forEach((key, workload) -> tick(key, workload, now));
                workloads
                        .values()
                        .removeIf(workload ->
                                workload.isDeleted() && workload.pods().isEmpty());
            }
        } catch (RuntimeException e) {
            log.warn("The local runner will try again: {}", e.getMessage(), e);
            changed.set(true);
        }
    }

    private void follow(Instant now) {
        state = ClusterState.of(source.objects());
        Map<String, Deployment> deployments = new HashMap<>();
        state.deployments().forEach(deployment -> deployments.put(key(deployment), deployment));
        deployments.forEach((key, deployment) -> {
            Workload known = workloads.get(key);
            if (known == null) {
                workloads.put(key, new Workload(deployment, this::pod));
            } else {
                known.follow(deployment);
            }
        });
        addresses.follow(state.services());
        workloads.forEach((key, workload) -> {
            if (!deployments.containsKey(key)) {
                workload.delete();
                reports.forget(key);
                failures.remove(key);
            }
            workload.living().forEach(pod -> pod.follow(state, now));
        });
    }

    private void tick(String key, Workload workload, Instant now) {
        try {
            workload.tick(now);
        } catch (RuntimeException e) {
            // A Deployment that cannot be understood must not hold up the others.
            if (!String.valueOf(e.getMessage()).equals(failures.put(key, String.valueOf(e.getMessage())))) {
                log.warn("Deployment {} cannot be run: {}", key, e.getMessage(), e);
            }
        }
        if (!workload.isDeleted()) {
            report(key, workload, now);
        }
    }

    private void report(String key, Workload workload, Instant now) {
        DeploymentStatus status = WorkloadStatus.of(workload, reports.last(key), now);
        reports.report(key, workload.deployment(), status, now);
    }

    private synchronized List<Integer> readyPorts(Service service) {
        var selector = service.getSpec().getSelector().entrySet();
        String namespace = service.getMetadata().getNamespace();
        return workloads.values().stream()
                .flatMap(workload -> workload.living().stream())
                .filter(LocalPod::isReady)
                .map(LocalPod::identity)
                .filter(pod -> pod.namespace().equals(namespace)
                        && pod.labels().entrySet().containsAll(selector))
                .map(pod -> pod.ports().app())
                .toList();
    }

    private LocalPod pod(Deployment deployment, String revision) {
        String name = deployment.getMetadata().getName() + "-" + revision + "-"
                + Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36, 36 * 36 * 36 * 36 * 36), 36);
        Path folder = settings.folder()
                .resolve("pods")
                .resolve(deployment.getMetadata().getNamespace())
                .resolve(name);
        PodPorts podPorts = PodPorts.free();
        try {
            PodIdentity identity = new PodIdentity(name, deployment, revision, podPorts, folder);
            LocalPod pod = new LocalPod(identity, surroundings, state, Instant.now());
            create(folder);
            return pod;
        } catch (RuntimeException e) {
            podPorts.giveBack();
            throw e;
        }
    }

    /** All pods of all services. */
    public synchronized List<RunnerPod> pods() {
        return workloads.values().stream()
                .flatMap(workload -> workload.pods().stream())
                .map(RunnerPod::of)
                .toList();
    }

    /** The pods of a service, oldest first. */
    public List<RunnerPod> pods(String namespace, String service) {
        return pods().stream()
                .filter(pod ->
                        pod.namespace().equals(namespace) && pod.service().equals(service))
                .toList();
    }

    /**
     * The stable address of a Service, also listed in the file {@code endpoints} of the run's folder: each connection goes to an app
     * that is ready then, as in a cluster. Empty when there is no such Service.
     */
    public Optional<URI> address(String namespace, String service) {
        return addresses.of(namespace, service);
    }

    /** Where a ready app of a service answers itself; empty while none is ready. Another after a rollout. */
    public Optional<URI> endpoint(String namespace, String service) {
        return pods(namespace, service).stream()
                .filter(RunnerPod::ready)
                .map(RunnerPod::app)
                .findFirst();
    }

    /** Whether every Deployment has all its pods ready and of its present template, and nothing else runs. */
    public synchronized boolean isSettled() {
        return !changed.get()
                && workloads.values().stream()
                        .allMatch(workload -> !workload.isDeleted()
                                && workload.pods().size() == workload.wanted()
                                && workload.updated().stream()
                                                .filter(LocalPod::isReady)
                                                .count()
                                        == workload.wanted());
    }

    /**
     * Waits until {@link #isSettled()} and there is at least one pod.
     *
     * @throws IllegalStateException when it is not so in time; the message says what each pod waits for
     */
    public void awaitReady(Duration limit) throws InterruptedException {
        Instant end = Instant.now().plus(limit);
        while (pods().isEmpty() || !isSettled()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("Not ready after " + limit.toSeconds() + " s:" + troubles());
            }
            Thread.sleep(TICK.toMillis());
        }
    }

    private synchronized String troubles() {
        StringBuilder troubles = new StringBuilder();
        for (Workload workload : workloads.values()) {
            for (LocalPod pod : workload.pods()) {
                if (!pod.isReady()) {
                    troubles.append("\n").append(pod.trouble());
                }
            }
        }
        return troubles.toString();
    }

    /**
     * Kills a process with signal 9, as a crash would; it starts again.
     *
     * @throws IllegalArgumentException when there is no such pod
     */
    public synchronized void kill(RunnerPod pod, Part part) {
        find(pod).process(part).kill();
    }

    /**
     * Asks a process to stop and starts it again.
     *
     * @throws IllegalArgumentException when there is no such pod
     */
    public synchronized void restart(RunnerPod pod, Part part) {
        LocalPod found = find(pod);
        found.process(part).restart(Instant.now(), found.grace());
    }

    /** Ids of all processes of all pods that run. */
    public List<Long> pids() {
        return pods().stream()
                .flatMap(pod -> java.util.stream.Stream.of(pod.appPid(), pod.sidecarPid()))
                .flatMapToLong(java.util.OptionalLong::stream)
                .boxed()
                .toList();
    }

    private LocalPod find(RunnerPod wanted) {
        return workloads.values().stream()
                .flatMap(workload -> workload.pods().stream())
                .filter(pod -> pod.identity().name().equals(wanted.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no pod " + wanted.name() + " any more"));
    }

    /** Stops all pods as a kubelet does, then kills what is left. Returns when nothing runs any more. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        ticker.shutdownNow();
        reports.close();
        source.close();
        synchronized (this) {
            addresses.close();
            stopAll();
        }
        if (sentry != null) {
            sentry.close();
        }
        client.shutdownNow();
        probes.shutdownNow();
    }

    private void stopAll() {
        Instant now = Instant.now();
        workloads.values().forEach(workload -> workload.stop(now));
        Duration longest = workloads.values().stream()
                .flatMap(workload -> workload.pods().stream())
                .map(LocalPod::grace)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        Instant end = now.plus(longest).plus(KILL_MARGIN);
        try {
            while (Instant.now().isBefore(end)
                    && workloads.values().stream()
                            .anyMatch(workload -> !workload.pods().isEmpty())) {
                Thread.sleep(TICK.toMillis() / 2);
                workloads.values().forEach(workload -> workload.tickPods(Instant.now()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            workloads.values().forEach(workload -> workload.pods().forEach(LocalPod::destroy));
            workloads.clear();
        }
    }

    private static String key(Deployment deployment) {
        return deployment.getMetadata().getNamespace() + "/"
                + Objects.requireNonNull(deployment.getMetadata().getName(), "every object has a name");
    }

    private static Path create(Path folder) {
        try {
            return Files.createDirectories(folder.toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + folder, e);
        }
    }
}
