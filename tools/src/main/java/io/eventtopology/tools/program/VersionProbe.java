package io.eventtopology.tools.program;

import io.eventtopology.tools.process.CommandResult;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks an installed program for its version. */
final class VersionProbe {
    private VersionProbe() {}

    /** The version the file names itself, or empty if it does not start or does not name one. */
    static Optional<String> versionOf(Program program, Path file) {
        List<String> command = Stream.concat(Stream.of(file.toString()), program.versionArguments().stream())
                .toList();
        try {
            CommandResult result = CommandResult.of(command, Map.of(), Duration.ofSeconds(20));
            return program.versionIn(result.stdout() + "\n" + result.stderr());
        } catch (UncheckedIOException e) {
            // Not a program for this machine.
            return Optional.empty();
        }
    }
}
