package io.eventtopology.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import io.eventtopology.operator.OperatorRuntime;
import io.eventtopology.operator.ReconcileCheck;
import io.eventtopology.operator.config.OperatorConfiguration;
import io.eventtopology.operator.connection.ApiConnection;
import io.eventtopology.tools.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The operator as the chart installed it, in this process: under its own service account, with the configuration that the chart
 * rendered, for want of a kubelet.
 */
final class InstalledOperator implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ControlPlane plane;
    private final String namespace;
    private final String name;
    private final ApiConnection connection;
    private final OperatorRuntime runtime;

    private InstalledOperator(
            ControlPlane plane, String namespace, String name, ApiConnection connection, OperatorRuntime runtime) {
        this.plane = plane;
        this.namespace = namespace;
        this.name = name;
        this.connection = connection;
        this.runtime = runtime;
    }

    /** Starts it. */
    static InstalledOperator start(ControlPlane plane, String namespace, String name) {
        String configuration = plane.client()
                .configMaps()
                .inNamespace(namespace)
                .withName(name)
                .get()
                .getData()
                .get("operator.yaml")
                // Several run on this machine.
                .replace("httpPort: 8080", "httpPort: 0")
                .replace("port: 9443", "port: 0");
        ApiConnection connection = ApiConnection.of(account(plane, namespace, name));
        OperatorRuntime runtime = OperatorRuntime.start(
                connection, OperatorConfiguration.parse(configuration), namespace, name, Clock.systemUTC(), () -> {});
        return new InstalledOperator(plane, namespace, name, connection, runtime);
    }

    private static Config account(ControlPlane plane, String namespace, String name) {
        return new ConfigBuilder(plane.configWithToken(plane.createServiceAccountToken(namespace, name)))
                .withNamespace(namespace)
                .build();
    }

    /** The text of {@code /metrics}. */
    String scrape() {
        return runtime.metrics().scrape();
    }

    /** The webhook's port on this machine. */
    int webhookPort() {
        return runtime.admissionPort().orElseThrow();
    }

    /** Runs {@code helm test}; the check's program runs here, under the check's service account. */
    Release test(String release) {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        try (Watch watch = plane.client()
                .pods()
                .inNamespace(namespace)
                .withName(name + "-check")
                .watch(new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, Pod pod) {
                        if (action == Action.ADDED) {
                            var unused = CompletableFuture.runAsync(() -> run(pod))
                                    .whenComplete((done, failure) -> outcome.complete(String.valueOf(failure)));
                        }
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        outcome.complete("the watch ended: " + cause);
                    }
                })) {
            return Helm.test(release)
                    .withNamespace(namespace)
                    .withKubeConfig(plane.kubeconfig())
                    .withTimeout((int) PATIENCE.toSeconds() * 2)
                    .call();
        } catch (RuntimeException e) {
            throw new AssertionError("helm test failed; the check: " + outcome.getNow("did not run"), e);
        }
    }

    private void run(Pod pod) {
        Map<String, String> variables = pod.getSpec().getContainers().getFirst().getEnv().stream()
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        Optional<String> problem;
        try (ApiConnection check =
                ApiConnection.of(account(plane, namespace, pod.getSpec().getServiceAccountName()))) {
            problem = ReconcileCheck.run(
                    check.client(), variables.get("CHECK_NAMESPACE"), variables.get("CHECK_NAME"), PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem = Optional.of("interrupted");
        }
        String phase = problem.isEmpty() ? "Succeeded" : "Failed";
        plane.client()
                .pods()
                .inNamespace(namespace)
                .withName(pod.getMetadata().getName())
                .editStatus(p -> new PodBuilder(p)
                        .editOrNewStatus()
                        .withPhase(phase)
                        .endStatus()
                        .build());
        if (problem.isPresent()) {
            throw new IllegalStateException(problem.get());
        }
    }

    @Override
    public void close() {
        runtime.close();
        connection.close();
    }
}
