package io.eventtopology.operator.scale;

import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.audit.AuditedRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the operator asked of the API server, as the server itself wrote it down.
 *
 * @param file the server's audit log
 */
record AuditLog(Path file) {
    private static final String OPERATOR =
            "system:serviceaccount:" + OperatorHarness.OPERATOR_NAMESPACE + ":event-topology-operator";
    private static final Set<String> NOT_COUNTED = Set.of("leases", "selfsubjectrulesreviews");

    /** All that the operator wrote, or tried to, in the order of the log; leases aside, and reviews, which store nothing. */
    List<AuditedRequest> writes() {
        return requests().stream()
                .filter(request -> request.isWrite() && !NOT_COUNTED.contains(request.resource()))
                .toList();
    }

    /** All requests of the operator, in the order of the log. */
    List<AuditedRequest> requests() {
        return AuditedRequest.of(file, OPERATOR);
    }

    /** How many of each kind, for people. */
    static Map<String, Long> counted(List<AuditedRequest> requests) {
        return requests.stream()
                .collect(Collectors.groupingBy(
                        request -> request.verb() + " " + request.resourcePath(), TreeMap::new, Collectors.counting()));
    }
}
