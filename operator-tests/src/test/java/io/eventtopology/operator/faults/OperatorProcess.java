package io.eventtopology.operator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventtopology.operator.OperatorMain;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.process.ChildProcess;
import io.eventtopology.tools.process.CommandResult;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** {@link OperatorMain} as a process of its own, as in a pod. */
final class OperatorProcess implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final ChildProcess process;
    private final Path folder;

    private OperatorProcess(ChildProcess process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /**
     * Starts one.
     *
     * @param folder its own folder, which must exist
     * @param configuration the configuration file's text
     * @param environment beside {@code OPERATOR_CONFIG}
     */
    static OperatorProcess start(Path folder, String configuration, Map<String, String> environment) {
        try {
            Path file = Files.writeString(folder.resolve("operator.yaml"), configuration);
            Map<String, String> variables = new HashMap<>(environment);
            variables.put("OPERATOR_CONFIG", file.toString());
            // Not as an argument: the operating system shows only the first 4096 bytes of a command line.
            variables.put("CLASSPATH", System.getProperty("java.class.path"));
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    // The one of the operator, not that of its tests.
                    "-Dlogback.configurationFile=logback.xml",
                    "-Dfolder=" + folder,
                    OperatorMain.class.getName());
            return new OperatorProcess(
                    ChildProcess.start("operator", command, variables, folder, folder.resolve("log")), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #start}, with a kubeconfig for a connection. */
    static OperatorProcess start(Path folder, String configuration, Config connection) {
        String kubeconfig = """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "%s"}}]
                users: [{name: u, user: {token: "%s"}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """.formatted(connection.getMasterUrl(), connection.getOauthToken());
        try {
            Path file = Files.writeString(folder.resolve("kubeconfig"), kubeconfig);
            return start(
                    folder,
                    configuration,
                    Map.of("KUBECONFIG", file.toString(), "OPERATOR_NAMESPACE", OperatorHarness.OPERATOR_NAMESPACE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything it wrote to its standard output and error. */
    String output() {
        return process.logTail(Integer.MAX_VALUE);
    }

    /** The lines it logged, each of which must be a JSON object. */
    List<JsonNode> log() {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : output().lines().toList()) {
            try {
                lines.add(JSON.readTree(line));
            } catch (JsonProcessingException e) {
                throw new AssertionError("A line of the log is no JSON: " + line, e);
            }
        }
        return lines;
    }

    /** Waits until it says that it reconciles, which it says with its port. Two that start at once on a busy machine take over a minute. */
    int awaitPort() {
        await("the operator in " + folder + " runs")
                .atMost(OperatorHarness.PATIENCE.multipliedBy(2))
                .until(() -> output().contains("health and metrics on port"));
        return log().stream()
                .map(line -> line.path("formattedMessage").asText())
                .filter(message -> message.contains("health and metrics on port"))
                .map(message -> Integer.parseInt(message.substring(message.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** What an HTTP endpoint of it answers. */
    HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Sends it a signal, for example STOP, CONT or TERM. */
    void signal(String name) {
        long pid = ProcessHandle.current()
                .descendants()
                .filter(child -> child.info()
                        .arguments()
                        .map(arguments -> !child.info().command().orElse("").endsWith("sh")
                                && List.of(arguments).contains("-Dfolder=" + folder))
                        .orElse(false))
                .findFirst()
                .orElseThrow()
                .pid();
        assertThat(CommandResult.of(List.of("kill", "-" + name, String.valueOf(pid)), Map.of(), Duration.ofSeconds(10))
                        .exit())
                .isZero();
    }

    /** Its exit status, if it ends within this time. */
    OptionalInt waitFor(Duration time) throws InterruptedException {
        return process.waitFor(time);
    }

    @Override
    public void close() {
        process.close();
    }
}
