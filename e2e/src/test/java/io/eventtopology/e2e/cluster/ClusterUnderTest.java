package io.eventtopology.e2e.cluster;

import io.eventtopology.e2e.Api;
import io.eventtopology.tools.port.FreePorts;
import io.eventtopology.tools.process.ChildProcess;
import io.eventtopology.tools.process.CommandResult;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The cluster of the current kubeconfig context, by the programs that people use: kubectl and helm. */
final class ClusterUnderTest {
    /** Root of the repository. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Duration KUBECTL_LIMIT = Duration.ofMinutes(5);

    private static final ClusterUnderTest CURRENT = new ClusterUnderTest();

    private final ClusterOptions options = ClusterOptions.read();
    private final KubernetesClient client = new KubernetesClientBuilder().build();
    private final int proxyPort = FreePorts.findOne();

    @SuppressWarnings("unused") // lives as long as this JVM, and no longer
    private final ChildProcess proxy;

    private ClusterUnderTest() {
        try {
            Path log = Files.createDirectories(Path.of("target")).resolve("kubectl-proxy.log");
            proxy = ChildProcess.start(
                    "kubectl proxy",
                    List.of("kubectl", "proxy", "--port", String.valueOf(proxyPort)),
                    Map.of(),
                    ROOT,
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cluster, for all tests of this JVM. */
    static ClusterUnderTest current() {
        return CURRENT;
    }

    ClusterOptions options() {
        return options;
    }

    KubernetesClient client() {
        return client;
    }

    /** Runs kubectl; what it says, if it succeeds. */
    String kubectl(String... arguments) {
        return run(KUBECTL_LIMIT, "kubectl", arguments);
    }

    /** Runs helm; what it says, if it succeeds. */
    String helm(String... arguments) {
        return run(Duration.ofMinutes(6), "helm", arguments);
    }

    /** Runs a program in the root of the repository; what became of it. */
    CommandResult attempt(Duration limit, String program, String... arguments) {
        // Paths in commands are those that people write, from the root of the repository.
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", ROOT.toString(), program));
        command.addAll(List.of(arguments));
        return CommandResult.of(command, Map.of(), limit);
    }

    private String run(Duration limit, String program, String... arguments) {
        return succeeded(attempt(limit, program, arguments), program + " " + String.join(" ", arguments));
    }

    private static String succeeded(CommandResult result, String command) {
        if (result.exit() != 0) {
            throw new AssertionError(
                    command + " ended with " + result.exit() + ":\n" + result.stderr() + result.stdout());
        }
        return result.stdout();
    }

    /** Applies documents, as {@code kubectl apply --server-side -f FILE}. */
    void apply(String documents, String... options) {
        succeeded(attemptApply(documents, options), "kubectl apply of\n" + documents);
    }

    /** The same, and what became of it. */
    CommandResult attemptApply(String documents, String... options) {
        try {
            Path file = Files.createTempFile(Path.of("target").toAbsolutePath(), "applied", ".yaml");
            try {
                Files.writeString(file, documents);
                List<String> arguments = new ArrayList<>(List.of("apply", "--server-side", "-f", file.toString()));
                arguments.addAll(List.of(options));
                return attempt(KUBECTL_LIMIT, "kubectl", arguments.toArray(String[]::new));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A service's API, through the API server, so that it is reached on any cluster. */
    Api service(String namespace, String service) {
        URI base = URI.create("http://127.0.0.1:" + proxyPort + "/api/v1/namespaces/" + namespace + "/services/"
                + service + ":80/proxy");
        return new Api(() -> base);
    }

    /** Waits until a condition holds, as people do. */
    void awaitReady(String namespace, String kinds, Duration limit) {
        kubectl("-n", namespace, "wait", "--for=condition=Ready", kinds, "--all", "--timeout", limit.toSeconds() + "s");
    }
}
