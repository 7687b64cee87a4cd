package io.eventtopology.operator.connection;

import java.net.http.HttpRequest;
import java.time.Duration;

/**
 * Keeps a replica from writing unless it renewed its Lease a short while ago. A leader that was paused beyond its Lease, by a
 * frozen node for example, wakes up amid its work: without the fence its next write would meet those of the new leader,
 * because the election notices the loss only some time later.
 *
 * <p>Reads pass always, and so do the election's own requests and questions about its own rights.
 */
final class LeaseFence {
    private static final String LEASES = "/apis/coordination.k8s.io/";
    private static final String QUESTIONS = "/apis/authorization.k8s.io/";

    private volatile long validNanos;
    private volatile long renewedAtNanos;
    private volatile boolean renewed;

    /** From now on only a Lease renewed within this time allows writes. */
    void close(Duration validity) {
        validNanos = validity.toNanos();
    }

    static boolean isElection(HttpRequest request) {
        return request.uri().getPath().startsWith(LEASES);
    }

    /** Whether the request may go out now. */
    boolean allows(HttpRequest request) {
        return validNanos == 0
                || !isWrite(request)
                || isElection(request)
                || request.uri().getPath().startsWith(QUESTIONS)
                || (renewed && System.nanoTime() - renewedAtNanos < validNanos);
    }

    /**
     * Takes note of an answer to a request that went out at a time.
     *
     * @param sentAtNanos the Lease counts from here: the API server may have renewed it at once
     */
    void answered(HttpRequest request, int status, long sentAtNanos) {
        if (isElection(request) && isWrite(request) && status >= 200 && status < 300) {
            renewedAtNanos = sentAtNanos;
            renewed = true;
        }
    }

    private static boolean isWrite(HttpRequest request) {
        return !request.method().equals("GET") && !request.method().equals("HEAD");
    }
}
