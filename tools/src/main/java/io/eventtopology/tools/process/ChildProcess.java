package io.eventtopology.tools.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A running program that ends with this JVM, whatever way the JVM ends.
 *
 * <p>The program runs under a small {@code sh} that waits for the end of its standard input. This JVM holds the other
 * end of that pipe: {@link #close()} closes it, and so does the operating system when the JVM exits or is killed with
 * signal 9. In each case the shell kills the program (signal 9): what it has not written is lost, as in a crash. Only
 * {@link #terminate} and {@link #interrupt} ask it to stop. POSIX systems only.
 */
public final class ChildProcess implements AutoCloseable {
    private static final String GUARD = """
            exec 3<&0 </dev/null
            "$@" 3<&- &
            child=$!
            ( while read -r signal; do kill "-$signal" "$child"; done <&3; kill -KILL "$child" ) 2>/dev/null &
            guard=$!
            exec 3<&-
            wait "$child"
            status=$?
            kill "$guard" 2>/dev/null
            exit "$status"
            """;

    /** A child whose owner was collected would lose its pipe, and so its life. */
    private static final Set<ChildProcess> RUNNING =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    private final String name;
    private final Path log;
    private final Process shell;

    private ChildProcess(String name, Path log, Process shell) {
        this.name = name;
        this.log = log;
        this.shell = shell;
        RUNNING.add(this);
    }

    /**
     * Starts a program; its standard input is empty.
     *
     * @param name what messages call it
     * @param command the program and its arguments
     * @param environment variables added to those of this JVM
     * @param directory its working directory; must exist
     * @param log the file that receives its standard output and error; appended to
     * @throws UncheckedIOException if the operating system cannot start it
     */
    public static ChildProcess start(
            String name, List<String> command, Map<String, String> environment, Path directory, Path log) {
        List<String> guarded = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, name));
        guarded.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(guarded)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return new ChildProcess(name, log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + name + " (" + String.join(" ", command) + ")", e);
        }
    }

    /** What messages call this program. */
    public String name() {
        return name;
    }

    /** The file that receives the program's standard output and error. */
    public Path log() {
        return log;
    }

    /** Whether the program still runs. */
    public boolean isAlive() {
        return shell.isAlive();
    }

    /**
     * Waits for the program to end by itself.
     *
     * @return its exit status (137 if it was killed), or empty if it still runs after the limit
     */
    public OptionalInt waitFor(Duration limit) throws InterruptedException {
        return shell.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
                ? OptionalInt.of(shell.exitValue())
                : OptionalInt.empty();
    }

    /** The last lines of the log, at most {@code lines} of them; empty if there is no log. */
    public String logTail(int lines) {
        if (!Files.exists(log)) {
            return "";
        }
        try {
            // A killed program may leave half a character at the end: decode leniently.
            List<String> all = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the log of " + name + ": " + log, e);
        }
    }

    /** Asks the program to stop (SIGTERM) and does not wait. Without effect if it has ended. */
    public void terminate() {
        signal("TERM");
    }

    /** Sends the program SIGINT and does not wait. Without effect if it has ended. */
    public void interrupt() {
        signal("INT");
    }

    private void signal(String signal) {
        try {
            shell.getOutputStream().write((signal + "\n").getBytes(StandardCharsets.US_ASCII));
            shell.getOutputStream().flush();
        } catch (IOException e) {
            // The pipe breaks when the shell ends, which it does when the program has.
            if (shell.isAlive()) {
                throw new UncheckedIOException("Cannot send " + name + " the signal " + signal, e);
            }
        }
    }

    /** Kills the program and the processes it started, and waits until they are gone. Safe to call again. */
    @Override
    public void close() {
        // Taken before the kill: what loses its parent is no longer found.
        List<ProcessHandle> family = shell.descendants().toList();
        closePipe();
        try {
            if (!shell.waitFor(10, TimeUnit.SECONDS)) {
                shell.destroyForcibly();
            }
            family.forEach(ProcessHandle::destroyForcibly);
            // Asked often, because ProcessHandle.onExit looks only every 300 ms at what is no child of this JVM.
            for (int look = 0; look < 500 && family.stream().anyMatch(ProcessHandle::isAlive); look++) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            // The pipe is closed already: the shell kills the program without us.
            Thread.currentThread().interrupt();
        } finally {
            RUNNING.remove(this);
        }
    }

    private void closePipe() {
        try {
            shell.getOutputStream().close();
        } catch (IOException e) {
            // A signal for a program that had ended could not be written. The pipe is closed all the same.
        }
    }
}
