package io.eventtopology.tools.proxy;

import java.time.Instant;

/**
 * One line of the proxy's log. A watch is logged when it opens, everything else when its answer is known, just before the
 * client gets it.
 *
 * @param time when the request arrived
 * @param request what was asked
 * @param outcome what became of it
 * @param status HTTP status of the answer, of the API server or injected; 0 when the API server was unreachable
 * @param bytes size of the answer's body in bytes; 0 for watches
 */
public record RequestRecord(Instant time, ProxiedRequest request, Outcome outcome, int status, long bytes) {

    /** Whether the API server carried out a write: answered with 2xx, even if the client never heard of it. */
    public boolean isCommittedWrite() {
        boolean seen = outcome == Outcome.ANSWERED || outcome == Outcome.REPLY_KILLED;
        return seen && request.verb().isWrite() && status >= 200 && status < 300;
    }

    @Override
    public String toString() {
        return time + " " + request + " -> " + outcome + " " + status + ", " + bytes + " B";
    }
}
