package io.eventtopology.tools.dapr;

import io.eventtopology.tools.port.FreePorts;
import io.eventtopology.tools.process.ChildProcess;
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
    private static final int LOG_LINES = 30;

    private final ChildProcess process;
    private final int port;
    private final String trustAnchors;

    private DaprSentry(ChildProcess process, int port, String trustAnchors) {
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
        try {
            Path credentials = Files.createDirectories(home.resolve("credentials"));
            Path configuration = Files.writeString(home.resolve("sentry.yaml"), """
                    apiVersion: dapr.io/v1alpha1
                    kind: Configuration
                    metadata:
                      name: daprsystem
                    """);
            ChildProcess process = ChildProcess.start(
                    "sentry",
                    List.of(
                            sentry.toString(),
                            "--mode=standalone",
                            "--config=" + configuration,
                            "--issuer-credentials=" + credentials,
                            "--listen-address=127.0.0.1",
                            "--port=" + ports.get(0),
                            "--healthz-listen-address=127.0.0.1",
                            "--healthz-port=" + ports.get(1),
                            "--enable-metrics=false"),
                    // Part of its own identity, which sidecars expect to be in this namespace.
                    Map.of("NAMESPACE", "default"),
                    home,
                    home.resolve("sentry.log"));
            try {
                awaitReady(process, ports.get(1));
                return new DaprSentry(process, ports.get(0), Files.readString(credentials.resolve("ca.crt")));
            } catch (DaprException | IOException e) {
                process.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use sentry's folder " + home, e);
        }
    }

    private static void awaitReady(ChildProcess process, int healthPort) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        URI health = URI.create("http://127.0.0.1:" + healthPort + "/healthz");
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (!isReady(http, health)) {
                boolean alive = process.isAlive();
                if (!alive || System.nanoTime() > deadline) {
                    throw new DaprException("sentry "
                            + (alive ? "was not ready within " + START_LIMIT.toSeconds() + " s" : "ended")
                            + ". The last lines of " + process.log() + ":\n" + process.logTail(LOG_LINES));
                }
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            process.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sentry started", e);
        }
    }

    private static boolean isReady(HttpClient http, URI health) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(health)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where sidecars ask for certificates, {@code host:port}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** The certificates that sidecars trust, PEM. */
    public String trustAnchors() {
        return trustAnchors;
    }

    /** Kills it. Sidecars that run keep their certificates; new ones get none. */
    @Override
    public void close() {
        process.close();
    }
}
