package io.eventtopology.operator.scale;

import io.eventtopology.operator.OperatorMain;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.port.FreePorts;
import io.eventtopology.tools.process.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The operator as a process of its own, as in a pod, with a heap of its own that is measured. */
final class OperatorProcess implements AutoCloseable {
    private static final Pattern COLLECTION = Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\((\\d+)M\\)");

    private final ChildProcess process;
    private final Path collections;
    private final int port;

    private OperatorProcess(ChildProcess process, Path collections, int port) {
        this.process = process;
        this.collections = collections;
        this.port = port;
    }

    /**
     * Starts it under its own service account and returns when it is ready.
     *
     * @param heapMegabytes its largest heap
     * @param configurationYaml its configuration, but for the port
     */
    static OperatorProcess start(OperatorHarness harness, int heapMegabytes, String configurationYaml) {
        Path home = harness.plane().directory();
        Path collections = home.resolve("operator-gc.log");
        try {
            int port = FreePorts.findOne();
            Path configuration = Files.writeString(
                    home.resolve("operator.yaml"),
                    "httpPort: " + port + "\nleaderElection: true\n" + configurationYaml);
            Path kubeconfig = Files.writeString(home.resolve("operator-kubeconfig"), kubeconfig(harness));
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx" + heapMegabytes + "m",
                    // docs/performance.md tells why.
                    "-XX:TieredStopAtLevel=1",
                    "-Xlog:gc:file=" + collections,
                    "-cp",
                    classPath(),
                    OperatorMain.class.getName());
            ChildProcess process = ChildProcess.start(
                    "operator",
                    command,
                    Map.of(
                            "KUBECONFIG",
                            kubeconfig.toString(),
                            "OPERATOR_CONFIG",
                            configuration.toString(),
                            "OPERATOR_NAMESPACE",
                            OperatorHarness.OPERATOR_NAMESPACE,
                            "LOG_FORMAT",
                            "text"),
                    home,
                    home.resolve("operator.log"));
            OperatorProcess operator = new OperatorProcess(process, collections, port);
            operator.awaitReady();
            return operator;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        Awaitility.await("The operator is ready")
                .atMost(OperatorHarness.PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("The operator ended:\n" + process.logTail(30));
                    }
                    return get("/readyz").map(answer -> answer.startsWith("ok")).orElse(false);
                });
    }

    /** The test's own classes and logging stay out. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String kubeconfig(OperatorHarness harness) {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "%s", certificate-authority: "%s"}}]
                users: [{name: operator, user: {token: "%s"}}]
                contexts: [{name: test, context: {cluster: test, user: operator, namespace: %s}}]
                current-context: test
                """.formatted(
                harness.plane().apiServerUrl(),
                harness.plane().caFile(),
                harness.plane()
                        .createServiceAccountToken(OperatorHarness.OPERATOR_NAMESPACE, "event-topology-operator"),
                OperatorHarness.OPERATOR_NAMESPACE);
    }

    private Optional<String> get(String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return Optional.of(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** A line of its metrics, for example of a counter, summed over all its labels. */
    double metric(String name) {
        return get("/metrics").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The most that was in use right after a garbage collection so far; garbage of the old generation included. */
    int peakHeapMegabytes() {
        try (Stream<String> lines = Files.lines(collections)) {
            return lines.map(COLLECTION::matcher)
                    .filter(Matcher::find)
                    .mapToInt(collection -> Integer.parseInt(collection.group(2)))
                    .max()
                    .orElseThrow(() -> new IllegalStateException("No garbage was collected yet"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it printed. */
    String log() {
        return process.logTail(Integer.MAX_VALUE);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.close();
    }
}
