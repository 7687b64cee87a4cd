package io.eventtopology.tools.localrun;

import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one probe asks, and how often.
 *
 * @param path HTTP path; null for an open port
 * @param port on 127.0.0.1
 * @param delay before the first time
 * @param period between two times
 * @param timeout of one time
 * @param failures in a row after which the probe has failed
 */
record HealthCheck(@Nullable String path, int port, Duration delay, Duration period, Duration timeout, int failures) {
    private static final int KUBERNETES_PERIOD_SECONDS = 10;
    private static final int KUBERNETES_FAILURES = 3;
    private static final int OK = 200;
    private static final int REDIRECTED_BEFORE = 400;

    /** A probe of a container; every port is the app's. Null without one, and for kinds other than HTTP and TCP. */
    static @Nullable HealthCheck of(@Nullable Probe probe, int port) {
        if (probe == null || (probe.getHttpGet() == null && probe.getTcpSocket() == null)) {
            return null;
        }
        HTTPGetAction get = probe.getHttpGet();
        String path = get == null ? null : get.getPath() == null ? "/" : get.getPath();
        return new HealthCheck(
                path,
                port,
                seconds(probe.getInitialDelaySeconds(), 0),
                seconds(probe.getPeriodSeconds(), KUBERNETES_PERIOD_SECONDS),
                seconds(probe.getTimeoutSeconds(), 1),
                probe.getFailureThreshold() == null ? KUBERNETES_FAILURES : probe.getFailureThreshold());
    }

    /** Asks once, for at most the timeout. Success is as for a kubelet: a port that opens, or a status from 200 to 399. */
    boolean succeeds(HttpClient client) throws InterruptedException {
        try {
            if (path == null) {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress("127.0.0.1", port), (int) timeout.toMillis());
                    return true;
                }
            }
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(timeout)
                    .build();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status >= OK && status < REDIRECTED_BEFORE;
        } catch (IOException e) {
            return false;
        }
    }

    private static Duration seconds(@Nullable Integer declared, int otherwise) {
        return Duration.ofSeconds(declared == null ? otherwise : declared);
    }
}
