package io.eventtopology.tools.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a command that ran to its end left behind.
 *
 * @param exit its exit status; 124 if it took too long and was killed
 * @param stdout everything it wrote to standard output, UTF-8
 * @param stderr everything it wrote to standard error, UTF-8
 */
public record CommandResult(int exit, String stdout, String stderr) {

    /**
     * Runs a command to its end, with empty standard input.
     *
     * @param environment variables added to those of this JVM
     * @param limit how long it may take
     * @throws UncheckedIOException if it cannot be started
     */
    public static CommandResult of(List<String> command, Map<String, String> environment, Duration limit) {
        Path out = null;
        Path err = null;
        try {
            // Files, not pipes: a full pipe would stop the command while nobody reads.
            out = Files.createTempFile("command", ".out");
            err = Files.createTempFile("command", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                // The parent first: a shell that sees its child killed says so on standard error.
                List<ProcessHandle> descendants = process.descendants().toList();
                process.destroyForcibly().waitFor();
                descendants.forEach(ProcessHandle::destroyForcibly);
            }
            return new CommandResult(ended ? process.exitValue() : 124, text(out), text(err));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running " + String.join(" ", command), e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static void delete(@Nullable Path file) {
        if (file != null && !file.toFile().delete()) {
            file.toFile().deleteOnExit();
        }
    }
}
