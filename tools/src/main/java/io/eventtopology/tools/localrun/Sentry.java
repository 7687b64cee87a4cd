package io.eventtopology.tools.localrun;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Dapr's certificate authority: it gives every sidecar an identity, so that a callee knows who calls. */
final class Sentry implements AutoCloseable {
    private static final String TRUST_DOMAIN = "cluster.local";
    private static final String NAMESPACE = "dapr-system";
    private static final Duration START = Duration.ofSeconds(30);
    private static final String CONFIGURATION = """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: daprsystem
            spec:
              mtls:
                enabled: true
            """;

    private final RunningProgram program;
    private final int port;
    private final String trustAnchors;

    private Sentry(RunningProgram program, int port, String trustAnchors) {
        this.program = program;
        this.port = port;
        this.trustAnchors = trustAnchors;
    }

    /** Starts it and waits until it answers. */
    static Sentry start(Path sentry, Path folder, LocalPorts ports) {
        int port = ports.next();
        int health = ports.next();
        Path credentials = folder.resolve("credentials");
        Path configuration = folder.resolve("configuration.yaml");
        try {
            Files.createDirectories(credentials);
            Files.writeString(configuration, CONFIGURATION);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + configuration, e);
        }
        List<String> command = List.of(
                sentry.toString(),
                "--config=" + configuration,
                "--issuer-credentials=" + credentials,
                "--trust-domain=" + TRUST_DOMAIN,
                "--listen-address=127.0.0.1",
                "--port=" + port,
                "--healthz-listen-address=127.0.0.1",
                "--healthz-port=" + health,
                "--metrics-listen-address=127.0.0.1",
                "--metrics-port=" + ports.next());
        RunningProgram program =
                RunningProgram.start("Dapr's sentry", "sentry", command, Map.of("NAMESPACE", NAMESPACE), folder);
        try {
            awaitHealth(program, health);
            return new Sentry(program, port, Files.readString(credentials.resolve("ca.crt")));
        } catch (IOException e) {
            program.close();
            throw new UncheckedIOException("Cannot read the certificate of Dapr's sentry", e);
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    private static void awaitHealth(RunningProgram program, int port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz"))
                .timeout(Duration.ofSeconds(2))
                .build();
        Instant end = Instant.now().plus(START);
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (program.isAlive() && Instant.now().isBefore(end)) {
                try {
                    if (client.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException e) {
                    // It does not listen yet.
                }
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while Dapr's sentry started", e);
        }
        throw new IllegalStateException("Dapr's sentry did not start. The end of its log:\n" + program.logTail(20));
    }

    /** What makes a sidecar ask for its identity. */
    List<String> sidecarArguments() {
        return List.of(
                "--enable-mtls",
                "--sentry-address=127.0.0.1:" + port,
                "--control-plane-trust-domain=" + TRUST_DOMAIN,
                "--control-plane-namespace=" + NAMESPACE);
    }

    /** The root certificate, as PEM. */
    String trustAnchors() {
        return trustAnchors;
    }

    @Override
    public void close() {
        program.close();
    }
}
