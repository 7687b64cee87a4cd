package io.eventtopology.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the operator asked of the API server, as the server wrote it down.
 *
 * @param requests in the order of the log
 */
record OperatorAudit(List<Request> requests) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPERATOR = "system:serviceaccount:" + Release.NAMESPACE + ":" + Release.NAME;
    private static final Duration ENDING = Duration.ofSeconds(30);
    private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete", "deletecollection");

    /**
     * A request that was answered.
     *
     * @param pod who asked
     * @param resource with the subresource after a slash
     * @param name empty for collections
     * @param forbidden whether the roles did not allow it; an object in a namespace that ends is refused otherwise
     */
    record Request(
            String pod,
            String verb,
            String group,
            String resource,
            String namespace,
            String name,
            int code,
            boolean forbidden,
            Instant at) {
        /** Whether it stored something; a Lease is not meant. */
        boolean isWrite() {
            return WRITES.contains(verb) && code < 300 && !resource.equals("leases");
        }
    }

    static OperatorAudit of(Path log) {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            return new OperatorAudit(lines.filter(line -> line.contains(OPERATOR) && line.endsWith("}"))
                    .map(OperatorAudit::json)
                    .filter(event -> event.path("stage").asText().equals("ResponseComplete")
                            && event.at("/user/username").asText().equals(OPERATOR))
                    .map(OperatorAudit::request)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("The audit log " + log + " cannot be read", e);
        }
    }

    /**
     * What the roles did not allow. A pod that ends while an uninstall has taken its roles already asks for its Lease once more: the last
     * seconds of a pod do not count.
     */
    List<Request> forbidden() {
        Map<String, Instant> ends = new HashMap<>();
        requests.forEach(request -> ends.put(request.pod(), request.at()));
        return requests.stream()
                .filter(Request::forbidden)
                .filter(request -> request.at().plus(ENDING).isBefore(Objects.requireNonNull(ends.get(request.pod()))))
                .toList();
    }

    /** Verb, group and resource of all that was asked; an apply that makes an object needs the right to create it. */
    Set<String> usedRights() {
        Set<String> used = new TreeSet<>();
        for (Request request : requests) {
            String what = " " + request.group() + "/" + request.resource();
            used.add(request.verb() + what);
            if (request.verb().equals("patch") && request.code() == 201) {
                used.add("create" + what);
            }
        }
        return used;
    }

    /** What a pod stored from a time on. */
    List<Request> writesOf(String pod, Instant from) {
        return requests.stream()
                .filter(request -> request.pod().equals(pod)
                        && request.isWrite()
                        && request.at().isAfter(from))
                .toList();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException("A line of the audit log is no JSON: " + line, e);
        }
    }

    private static Request request(JsonNode event) {
        JsonNode object = event.path("objectRef");
        String subresource = object.path("subresource").asText();
        return new Request(
                event.at("/user/extra/authentication.kubernetes.io~1pod-name/0").asText(),
                event.path("verb").asText(),
                object.path("apiGroup").asText(),
                object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
                object.path("namespace").asText(),
                object.path("name").asText(),
                event.at("/responseStatus/code").asInt(),
                event.at("/annotations/authorization.k8s.io~1decision").asText().equals("forbid"),
                Instant.parse(event.path("requestReceivedTimestamp").asText()));
    }
}
