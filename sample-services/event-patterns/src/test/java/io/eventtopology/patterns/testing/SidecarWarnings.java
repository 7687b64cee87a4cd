package io.eventtopology.patterns.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** Adds to the message of a failed test what its sidecars last warned of: where a test waited in vain, that is where the cause stands. */
public final class SidecarWarnings implements TestExecutionExceptionHandler {
    private static final int LINES = 12;

    private final Supplier<Path> folder;

    /** For a test whose sidecars keep their logs under this folder. */
    public SidecarWarnings(Supplier<Path> folder) {
        this.folder = folder;
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        if (failure instanceof TestAbortedException) {
            throw failure;
        }
        throw new AssertionError(failure + "\n" + warnings(), failure);
    }

    private String warnings() {
        try (Stream<Path> files = Files.walk(folder.get())) {
            List<Path> logs =
                    files.filter(file -> file.endsWith("daprd.log")).sorted().toList();
            return logs.stream()
                    .map(log -> folder.get().relativize(log) + ":\n" + warnings(log))
                    .collect(Collectors.joining("\n"));
        } catch (IOException | UncheckedIOException e) {
            return "The sidecars' logs cannot be read: " + e;
        }
    }

    private static String warnings(Path log) {
        try {
            // A killed sidecar may leave half a character at the end: decode leniently.
            List<String> warnings = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.matches(".*level=(warning|error|fatal).*"))
                    .toList();
            return String.join("\n", warnings.subList(Math.max(0, warnings.size() - LINES), warnings.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
