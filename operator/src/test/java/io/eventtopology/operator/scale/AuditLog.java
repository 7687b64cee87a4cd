package io.eventtopology.operator.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventtopology.operator.harness.OperatorHarness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the operator asked of the API server, as the server itself wrote it down. */
final class AuditLog {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String OPERATOR =
            "system:serviceaccount:" + OperatorHarness.OPERATOR_NAMESPACE + ":event-topology-operator";
    private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete", "deletecollection");

    private final Path file;

    AuditLog(Path file) {
        this.file = file;
    }

    /**
     * One request of the operator that the server answered.
     *
     * @param subresource empty for the object itself
     * @param code HTTP status of the answer
     * @param at when it arrived
     */
    record Request(
            String verb, String resource, String subresource, String namespace, String name, int code, Instant at) {
        boolean isWrite() {
            return WRITES.contains(verb);
        }

        /** Whether it is about this object and not about a subresource of it. */
        boolean isOf(String wantedResource, String wantedNamespace, String wantedName) {
            return resource.equals(wantedResource)
                    && namespace.equals(wantedNamespace)
                    && name.equals(wantedName)
                    && subresource.isEmpty();
        }

        String kindOfRequest() {
            return verb + " " + resource + (subresource.isEmpty() ? "" : "/" + subresource);
        }
    }

    /** All that the operator wrote, or tried to, in the order of the log; leases aside, and reviews, which store nothing. */
    List<Request> writes() {
        return requests().stream()
                .filter(request -> request.isWrite()
                        && !request.resource().equals("leases")
                        && !request.resource().equals("selfsubjectrulesreviews"))
                .toList();
    }

    /** All requests of the operator, in the order of the log. */
    List<Request> requests() {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.contains(OPERATOR) && line.endsWith("}"))
                    .map(AuditLog::parse)
                    .filter(Objects::nonNull)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many of each kind, for people. */
    static Map<String, Long> counted(List<Request> requests) {
        return requests.stream()
                .collect(Collectors.groupingBy(Request::kindOfRequest, TreeMap::new, Collectors.counting()));
    }

    private static Request parse(String line) {
        try {
            JsonNode event = JSON.readTree(line);
            JsonNode object = event.path("objectRef");
            return new Request(
                    event.path("verb").asText(),
                    object.path("resource").asText(),
                    object.path("subresource").asText(),
                    object.path("namespace").asText(),
                    object.path("name").asText(),
                    event.path("responseStatus").path("code").asInt(),
                    Instant.parse(event.path("requestReceivedTimestamp").asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
