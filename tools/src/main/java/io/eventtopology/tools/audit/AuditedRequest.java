package io.eventtopology.tools.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A request that an API server answered, from its audit log (audit.k8s.io/v1 Event, one JSON object a line).
 *
 * @param user who asked
 * @param pod the pod whose service account asked; empty if it was none
 * @param group API group, empty for the core group
 * @param subresource empty for the object itself
 * @param namespace empty for what is in none
 * @param name empty for collections
 * @param uri path and query
 * @param code HTTP status of the answer
 * @param forbidden whether the roles did not allow it; an object in a namespace that ends is refused otherwise
 * @param at when it arrived
 */
public record AuditedRequest(
        String user,
        String pod,
        String verb,
        String group,
        String resource,
        String subresource,
        String namespace,
        String name,
        String uri,
        int code,
        boolean forbidden,
        Instant at) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete", "deletecollection");

    /**
     * All requests of a user in a log.
     *
     * @throws UncheckedIOException if the log cannot be read
     */
    public static List<AuditedRequest> of(Path log, String user) {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            // Most lines are of others, and need not be parsed.
            return lines.filter(line -> line.contains(user))
                    .flatMap(line -> parse(line).stream())
                    .filter(request -> request.user().equals(user))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The audit log " + log + " cannot be read", e);
        }
    }

    /** The request of a line; empty where it is not complete: it was not answered yet, or the line is still being written. */
    public static Optional<AuditedRequest> parse(String line) {
        if (!line.endsWith("}")) {
            return Optional.empty();
        }
        JsonNode event;
        try {
            event = JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException("A line of the audit log is no JSON: " + line, e);
        }
        if (!event.path("stage").asText().equals("ResponseComplete")) {
            return Optional.empty();
        }
        JsonNode object = event.path("objectRef");
        return Optional.of(new AuditedRequest(
                event.at("/user/username").asText(),
                event.at("/user/extra/authentication.kubernetes.io~1pod-name/0").asText(),
                event.path("verb").asText(),
                object.path("apiGroup").asText(),
                object.path("resource").asText(),
                object.path("subresource").asText(),
                object.path("namespace").asText(),
                object.path("name").asText(),
                event.path("requestURI").asText(),
                event.at("/responseStatus/code").asInt(),
                event.at("/annotations/authorization.k8s.io~1decision").asText().equals("forbid"),
                Instant.parse(event.path("requestReceivedTimestamp").asText())));
    }

    /** Whether its verb is one that changes something, whatever became of it. */
    public boolean isWrite() {
        return WRITES.contains(verb);
    }

    /** Whether the API server did what was asked. */
    public boolean isAccepted() {
        return code >= 200 && code < 300;
    }

    /** The resource, with its subresource after a slash. */
    public String resourcePath() {
        return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }
}
