package io.eventtopology.tools.localrun;

import io.eventtopology.tools.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A program that ends with this JVM and whose process id is known: it is written to a file, because {@link ChildProcess} only
 * knows the shell that guards it.
 */
final class RunningProgram implements AutoCloseable {
    /** The program takes the place of the shell, and so its process id. */
    private static final String NOTE_PID = "echo $$ > \"$1.new\" && mv \"$1.new\" \"$1\"; shift; exec \"$@\"";

    private final ChildProcess process;
    private final Path pidFile;

    private RunningProgram(ChildProcess process, Path pidFile) {
        this.process = process;
        this.pidFile = pidFile;
    }

    /**
     * Starts a program.
     *
     * @param name what messages call it
     * @param folder its working directory, where {@code <title>.log} and {@code <title>.pid} lie too
     */
    static RunningProgram start(
            String name, String title, List<String> command, Map<String, String> environment, Path folder) {
        Path pidFile = folder.resolve(title + ".pid");
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + pidFile, e);
        }
        List<String> noted = new ArrayList<>(List.of("/bin/sh", "-c", NOTE_PID, title, pidFile.toString()));
        noted.addAll(command);
        return new RunningProgram(
                ChildProcess.start(name, noted, environment, folder, folder.resolve(title + ".log")), pidFile);
    }

    /** Whether it still runs. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** Its process id; empty in the first moment. */
    OptionalLong pid() {
        try {
            return Files.exists(pidFile)
                    ? OptionalLong.of(Long.parseLong(Files.readString(pidFile).strip()))
                    : OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + pidFile, e);
        }
    }

    /** Its exit status; empty while it runs. */
    OptionalInt exit() throws InterruptedException {
        return process.waitFor(Duration.ZERO);
    }

    /** Asks it to stop (SIGTERM). */
    void terminate() {
        process.terminate();
    }

    Path log() {
        return process.log();
    }

    String logTail(int lines) {
        return process.logTail(lines);
    }

    /** Kills it (signal 9) and waits until it is gone. */
    @Override
    public void close() {
        process.close();
    }
}
