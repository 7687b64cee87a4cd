package io.eventtopology.e2e.cluster;

import io.eventtopology.tools.audit.AuditedRequest;
import io.eventtopology.tools.audit.Right;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the operator asked of the API server, as the server wrote it down.
 *
 * @param requests in the order of the log
 */
record OperatorAudit(List<AuditedRequest> requests) {
    private static final String OPERATOR = "system:serviceaccount:" + Release.NAMESPACE + ":" + Release.NAME;
    private static final Duration ENDING = Duration.ofSeconds(30);

    static OperatorAudit of(Path log) {
        return new OperatorAudit(AuditedRequest.of(log, OPERATOR));
    }

    /**
     * What the roles did not allow. A pod that ends while an uninstall has taken its roles already asks for its Lease once more: the last
     * seconds of a pod do not count.
     */
    List<AuditedRequest> forbidden() {
        Map<String, Instant> ends = new HashMap<>();
        requests.forEach(request -> ends.put(request.pod(), request.at()));
        return requests.stream()
                .filter(AuditedRequest::forbidden)
                .filter(request -> request.at().plus(ENDING).isBefore(Objects.requireNonNull(ends.get(request.pod()))))
                .toList();
    }

    /** What was needed for all that was asked. */
    Set<Right> usedRights() {
        return requests.stream()
                .flatMap(request -> Right.neededFor(request).stream())
                .collect(Collectors.toSet());
    }

    /** What a pod stored from a time on; its Lease is not meant. */
    List<AuditedRequest> writesOf(String pod, Instant from) {
        return requests.stream()
                .filter(request -> request.pod().equals(pod) && request.at().isAfter(from))
                .filter(request -> request.isWrite()
                        && request.code() < 300
                        && !request.resource().equals("leases"))
                .toList();
    }
}
