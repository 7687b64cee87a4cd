package io.eventtopology.e2e;

import io.eventtopology.tools.localrun.FixedObjects;
import io.eventtopology.tools.localrun.JavaPrograms;
import io.eventtopology.tools.localrun.LocalRunner;
import io.eventtopology.tools.localrun.Part;
import io.eventtopology.tools.localrun.RunnerPod;
import io.eventtopology.tools.localrun.RunnerSettings;
import io.eventtopology.tools.program.Program;
import io.eventtopology.tools.program.ProgramLadder;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An example that runs: the objects of its plan, as processes with real sidecars, on a real database. */
final class RunningExample implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Databases databases;
    private final LocalRunner runner;
    private final String namespace;

    private RunningExample(Databases databases, LocalRunner runner, String namespace) {
        this.databases = databases;
        this.runner = runner;
        this.namespace = namespace;
    }

    /**
     * Starts the services and waits until all are ready.
     *
     * @param secrets what the Dapr components refer to
     * @param environment service → variables that the test adds to its container
     */
    static RunningExample start(
            PlannedExample example, List<Secret> secrets, Map<String, Map<String, String>> environment) {
        Databases databases = new Databases();
        try {
            List<HasMetadata> objects = new ArrayList<>(secrets);
            String namespace = "";
            for (HasMetadata object : example.objects()) {
                if (object instanceof Deployment deployment) {
                    namespace = deployment.getMetadata().getNamespace();
                    String service = deployment.getMetadata().getName();
                    objects.add(databases.create(namespace, service));
                    objects.add(with(deployment, environment.getOrDefault(service, Map.of())));
                } else {
                    objects.add(object);
                }
            }
            ProgramLadder programs = ProgramLadder.ofThisMachine();
            // Logs of all processes; below target, so that they outlive a test that failed.
            Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "run")), "run-");
            LocalRunner runner = LocalRunner.start(RunnerSettings.of(
                            new FixedObjects(objects),
                            new JavaPrograms(Path.of("..", "sample-services"), Map.of()),
                            programs.find(Program.DAPRD),
                            folder)
                    .withSentry(programs.find(Program.SENTRY))
                    .withLongestGrace(GRACE));
            try {
                runner.awaitReady(START);
            } catch (InterruptedException | RuntimeException e) {
                runner.close();
                throw e;
            }
            return new RunningExample(databases, runner, namespace);
        } catch (InterruptedException e) {
            databases.close();
            throw new IllegalStateException("Interrupted while the services start", e);
        } catch (IOException e) {
            databases.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            databases.close();
            throw e;
        }
    }

    private static Deployment with(Deployment deployment, Map<String, String> variables) {
        Deployment copy = new DeploymentBuilder(deployment).build();
        variables.forEach((name, value) -> copy.getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv()
                .add(new EnvVarBuilder().withName(name).withValue(value).build()));
        return copy;
    }

    /** The HTTP API of a service. */
    Api api(String service) {
        return new Api(() -> URI.create(runner.endpoint(namespace, service)
                .map(URI::toString)
                .orElseThrow(() -> new IllegalStateException(service + " is not ready"))));
    }

    /** The HTTP API of a service's sidecar. */
    Api sidecar(String service) {
        return new Api(() -> pod(service).sidecar());
    }

    /** The first pod of a service. */
    RunnerPod pod(String service) {
        return runner.pods(namespace, service).getFirst();
    }

    /** Databases of the services. */
    Databases databases() {
        return databases;
    }

    /** Kills a process of a service as a crash would; it starts again. */
    void kill(String service, Part part) {
        List<RunnerPod> pods = runner.pods(namespace, service);
        if (!pods.isEmpty()) {
            runner.kill(pods.getFirst(), part);
        }
    }

    /** Waits until every service is ready. */
    void awaitReady() {
        try {
            runner.awaitReady(START);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted while the services start", e);
        }
    }

    @Override
    public void close() {
        runner.close();
        databases.close();
    }
}
