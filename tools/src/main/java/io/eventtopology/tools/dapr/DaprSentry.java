package io.eventtopology.tools.dapr;

import io.eventtopology.tools.port.FreePorts;
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
import java.util.List;
import java.util.Map;

/**
 * Dapr's certificate authority on one machine. It certifies every sidecar that asks as the app and namespace it claims to
 * be: what it proves is that access control works, not who an app is. It never outlives this JVM.
 */
public final class DaprSentry implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final RestartableProcess process;
    private final int port;
    private final String trustAnchors;

    private DaprSentry(RestartableProcess process, int port, String trustAnchors) {
        this.process = process;
        this.port = port;
        this.trustAnchors = trustAnchors;
    }

    /**
     * Starts it and waits until it certifies.
     *
     * @param folder where its keys, which it makes, and its log {@code sentry.log} lie; made if absent, and kept
     * @throws DaprException if it ends or is not ready within 60 s
     */
    public static DaprSentry start(Path folder) {
        return start(ProgramLadder.ofThisMachine().find(Program.SENTRY), folder);
    }

    /**
     * As {@link #start(Path)}, with a program that is found already.
     *
     * @throws DaprException if it ends or is not ready within 60 s
     */
    public static DaprSentry start(Path sentry, Path folder) {
        Path home = folder.toAbsolutePath();
        List<Integer> ports = FreePorts.find(2);
        URI health = URI.create("http://127.0.0.1:" + ports.get(1) + "/healthz");
        try (HttpClient http = HttpClient.newHttpClient()) {
            Path credentials = Files.createDirectories(home.resolve("credentials"));
            Path configuration = Files.writeString(home.resolve("sentry.yaml"), """
                    apiVersion: dapr.io/v1alpha1
                    kind: Configuration
                    metadata:
                      name: daprsystem
                    """);
            List<String> command = List.of(
                    sentry.toString(),
                    "--mode=standalone",
                    "--config=" + configuration,
                    "--issuer-credentials=" + credentials,
                    "--listen-address=127.0.0.1",
                    "--port=" + ports.get(0),
                    "--healthz-listen-address=127.0.0.1",
                    "--healthz-port=" + ports.get(1),
                    "--enable-metrics=false");
            RestartableProcess process = new RestartableProcess(
                    new RestartableProcess.Settings(
                            "sentry", START_LIMIT, 1, ChildProcess::terminate, STOP_LIMIT, DaprException::new),
                    // The namespace is part of its own identity, which sidecars expect to be in this one.
                    () -> ChildProcess.start(
                            "sentry", command, Map.of("NAMESPACE", "default"), home, home.resolve("sentry.log")),
                    () -> isReady(http, health));
            process.start();
            try {
                return new DaprSentry(process, ports.get(0), Files.readString(credentials.resolve("ca.crt")));
            } catch (IOException e) {
                process.kill();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use sentry's folder " + home, e);
        }
    }

    private static boolean isReady(HttpClient http, URI health) {
        try {
            HttpRequest request = HttpRequest.newBuilder(health)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Where sidecars ask for certificates, {@code host:port}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** daprd's flags for a sidecar with an identity. */
    public List<String> arguments() {
        return List.of("--enable-mtls", "--sentry-address", address());
    }

    /** daprd's environment for a sidecar with an identity. */
    public Map<String, String> environment() {
        return Map.of("DAPR_TRUST_ANCHORS", trustAnchors);
    }

    /** Kills it. Sidecars that run keep their certificates; new ones get none. */
    @Override
    public void close() {
        process.kill();
    }
}
