package io.eventtopology.tools.dapr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventtopology.tools.process.ChildProcess;
import io.eventtopology.tools.process.RestartableProcess;
import io.eventtopology.tools.program.Program;
import io.eventtopology.tools.program.ProgramLadder;
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
import java.util.List;

/**
 * A real Dapr sidecar (daprd in standalone mode) beside one app, on ports of 127.0.0.1. It never outlives this JVM. After
 * {@link #stop} or {@link #kill} it can be started again on the same ports.
 *
 * <p>It serves the app as soon as its components are loaded; it delivers events when the app's port answers, too.
 */
public final class DaprSidecar implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final JsonMapper JSON = new JsonMapper();

    private final SidecarSettings settings;
    private final Path daprd;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build();
    private final RestartableProcess process;

    DaprSidecar(SidecarSettings settings) {
        this.settings = settings;
        this.daprd = ProgramLadder.ofThisMachine().find(Program.DAPRD);
        // Answers count twice, because a sidecar that ends over a bad component answers for some milliseconds before it
        // does.
        this.process = new RestartableProcess(
                new RestartableProcess.Settings(
                        "The sidecar of " + settings.appId(),
                        START_LIMIT,
                        2,
                        ChildProcess::terminate,
                        settings.stopLimit(),
                        DaprException::new),
                this::launch,
                () -> answers("/v1.0/healthz/outbound"));
    }

    /**
     * Settings for a sidecar.
     *
     * @param appId the app's id in Dapr
     * @param folder where its log {@code daprd.log} and its working files lie; made if absent, and kept
     */
    public static SidecarSettings of(String appId, Path folder) {
        return new SidecarSettings(appId, folder);
    }

    /**
     * Starts the sidecar again after {@link #stop} or {@link #kill}, and waits until it serves the app.
     *
     * @throws DaprException if it ends or does not serve within 60 s
     * @throws IllegalStateException if it is running
     */
    public void start() {
        process.start();
    }

    private ChildProcess launch() {
        prepareFolder();
        List<String> command = new ArrayList<>(List.of(daprd.toString()));
        command.addAll(settings.arguments());
        return ChildProcess.start(
                "daprd of " + settings.appId(), command, settings.environmentOfProcess(), settings.folder(), log());
    }

    private void prepareFolder() {
        try {
            Files.createDirectories(settings.folder());
            Files.createDirectories(settings.names().toAbsolutePath().getParent());
            Files.writeString(settings.namesConfiguration(), namesConfiguration(settings.names()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the sidecar's folder " + settings.folder(), e);
        }
    }

    /** JSON, which is YAML too. */
    private static String namesConfiguration(Path database) throws IOException {
        ObjectNode configuration = JSON.createObjectNode();
        configuration.put("apiVersion", "dapr.io/v1alpha1").put("kind", "Configuration");
        configuration.putObject("metadata").put("name", "names");
        configuration.putObject("spec").set("nameResolution", new SqliteNames(database).nameResolution());
        return JSON.writeValueAsString(configuration);
    }

    /** Whether all is well: components loaded, and the app too if the sidecar has its port. */
    public boolean isHealthy() {
        return answers("/v1.0/healthz");
    }

    private boolean answers(String path) {
        try {
            int status = http.send(request(path), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            return status >= 200 && status < 300;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking the sidecar of " + settings.appId(), e);
        }
    }

    /**
     * What the sidecar has loaded, as its {@code /v1.0/metadata} says: {@code components[].{name,type}} and
     * {@code subscriptions[].{pubsubname,topic,...}} among others.
     *
     * @throws DaprException if it does not answer
     */
    public JsonNode metadata() {
        try {
            HttpResponse<String> response = http.send(request("/v1.0/metadata"), HttpResponse.BodyHandlers.ofString());
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new DaprException(process.complaint("does not answer /v1.0/metadata (" + e + ")"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking the sidecar of " + settings.appId(), e);
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(baseUrl() + path))
                .timeout(ANSWER_LIMIT)
                .build();
    }

    /** The id of its app. */
    public String appId() {
        return settings.appId();
    }

    /** Its ports, the same for as long as this object lives. */
    public SidecarPorts ports() {
        return settings.ports();
    }

    /** Where Dapr's HTTP API is, without a slash at the end: {@code http://127.0.0.1:<http port>}. */
    public String baseUrl() {
        return "http://127.0.0.1:" + settings.ports().http();
    }

    /** Its log, of all its starts. */
    public Path log() {
        return settings.folder().resolve("daprd.log");
    }

    /** Whether its process runs. */
    public boolean isRunning() {
        return process.isRunning();
    }

    /**
     * Stops in order (SIGTERM), as a pod does: takes no new events, finishes what is under way. Waits for the end; kills
     * it 10 s after the times it was given to stop.
     */
    public void stop() {
        process.stop();
    }

    /** Kills it (SIGKILL), as a lost machine would, and waits until it is gone. */
    public void kill() {
        process.kill();
    }

    /** {@link #stop} and {@link #start}, on the same ports. */
    public synchronized void restart() {
        stop();
        start();
    }

    /** Stops in order. The log stays. */
    @Override
    public void close() {
        try {
            stop();
        } finally {
            http.close();
        }
    }

    @Override
    public String toString() {
        return "DaprSidecar[" + settings.appId() + ", " + baseUrl() + "]";
    }
}
