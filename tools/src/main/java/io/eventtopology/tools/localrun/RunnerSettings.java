package io.eventtopology.tools.localrun;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a runner needs.
 *
 * @param source what to run; closed with the runner
 * @param programs what container images are on this machine
 * @param daprd the sidecar's program
 * @param sentry Dapr's certificate authority; empty: nothing controls who calls whom
 * @param folder for logs and files of this run; stays when the runner ends
 * @param listener hears what happens
 * @param longestGrace most time that a pod gets to stop; null for as long as its spec says
 */
public record RunnerSettings(
        ObjectSource source,
        Programs programs,
        Path daprd,
        Optional<Path> sentry,
        Path folder,
        RunnerListener listener,
        @Nullable Duration longestGrace) {

    /** Makes the folder absolute: each process has a working directory of its own. */
    public RunnerSettings {
        folder = folder.toAbsolutePath();
    }

    /** Settings without access control, listener and limit. */
    public static RunnerSettings of(ObjectSource source, Programs programs, Path daprd, Path folder) {
        return new RunnerSettings(source, programs, daprd, Optional.empty(), folder, event -> {}, null);
    }

    /** With access control. */
    public RunnerSettings withSentry(Path program) {
        return new RunnerSettings(source, programs, daprd, Optional.of(program), folder, listener, longestGrace);
    }

    /** With another listener. */
    public RunnerSettings withListener(RunnerListener other) {
        return new RunnerSettings(source, programs, daprd, sentry, folder, other, longestGrace);
    }

    /** With a limit to the time in which a pod stops; its parts shrink in proportion. */
    public RunnerSettings withLongestGrace(Duration limit) {
        return new RunnerSettings(source, programs, daprd, sentry, folder, listener, limit);
    }
}
