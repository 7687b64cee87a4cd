package io.eventtopology.e2e.cluster;

import io.eventtopology.tools.audit.AuditedRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes of the service accounts of some namespaces since this was made, from the API server's audit log. Not counted are dry
 * runs, Leases, Events, questions about rights, and Argo CD's notes in its own Applications. Without an audit log nothing is seen.
 */
final class WritesOfServiceAccounts implements AutoCloseable {
    private static final Set<String> NOT_COUNTED = Set.of(
            "leases",
            "events",
            "applications",
            "subjectaccessreviews",
            "selfsubjectaccessreviews",
            "selfsubjectrulesreviews",
            "tokenreviews");

    private final Optional<BufferedReader> log;
    private final Set<String> namespaces;

    /** Listens from now on. */
    WritesOfServiceAccounts(Optional<Path> auditLog, Set<String> namespaces) {
        this.namespaces = namespaces;
        this.log = auditLog.map(WritesOfServiceAccounts::atItsEnd);
    }

    private static BufferedReader atItsEnd(Path file) {
        try {
            BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
            reader.skip(Long.MAX_VALUE);
            return reader;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the audit log", e);
        }
    }

    /** The writes so far, each as {@code <service account> <verb> <path>}. */
    List<String> seen() {
        if (log.isEmpty()) {
            System.out.println("Writes are not counted: e2e/run was not given --audit-log");
            return List.of();
        }
        List<String> writes = new ArrayList<>();
        try {
            for (String line = log.get().readLine();
                    line != null;
                    line = log.get().readLine()) {
                AuditedRequest.parse(line)
                        .filter(this::counts)
                        .ifPresent(request -> writes.add(request.user() + " " + request.verb() + " " + request.uri()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the audit log", e);
        }
        return writes;
    }

    private boolean counts(AuditedRequest request) {
        return request.isWrite()
                && namespaces.stream()
                        .anyMatch(namespace -> request.user().startsWith("system:serviceaccount:" + namespace + ":"))
                && !NOT_COUNTED.contains(request.resource())
                && !request.uri().contains("dryRun=All");
    }

    @Override
    public void close() {
        log.ifPresent(reader -> {
            try {
                reader.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
