package io.eventtopology.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The file {@code endpoints}, by which people and shells find what runs: {@code . .quickstart/endpoints} sets {@code $user}, {@code
 * $todo} and so on. And the file {@code pid} of the process that runs it.
 */
final class Endpoints implements AutoCloseable {
    /** Starts of processes are known to a hundredth of a second only, and file systems have clocks of their own. */
    private static final Duration CLOCKS = Duration.ofSeconds(1);

    private final Path file;
    private final Path pid;

    /**
     * In a folder.
     *
     * @param folder {@code .quickstart} of the repository
     */
    Endpoints(Path folder) {
        file = folder.resolve("endpoints");
        pid = folder.resolve("pid");
    }

    /** Where it is. */
    Path file() {
        return file;
    }

    /** Whether everything is up. */
    boolean isThere() {
        return Files.exists(file);
    }

    /** The process that runs all of it; empty when there is none. */
    Optional<ProcessHandle> process() {
        try {
            if (!Files.exists(pid)) {
                return Optional.empty();
            }
            Instant written = Files.getLastModifiedTime(pid).toInstant();
            return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                    .filter(ProcessHandle::isAlive)
                    // A later process that has the id now did not write the file.
                    .filter(process -> process.info()
                            .startInstant()
                            .map(start -> start.isBefore(written.plus(CLOCKS)))
                            .orElse(true));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + pid, e);
        }
    }

    /** Says that this process is about to run all of it. */
    void begin() {
        write(pid, ProcessHandle.current().pid() + "\n");
    }

    /** Says where everything is. */
    void write(World world, TopicServer topics) {
        StringBuilder text = new StringBuilder("# Where ./quickstart runs now. In a shell: . .quickstart/endpoints\n");
        for (String service : LocalServices.NAMES) {
            text.append(service)
                    .append('=')
                    .append(world.shop().services().address(service))
                    .append('\n');
        }
        text.append("topics=").append(topics.address()).append('\n');
        text.append("kafka=").append(world.bootstrapServers()).append('\n');
        world.cluster()
                .environment()
                .forEach((name, value) -> text.append("export ")
                        .append(name)
                        .append("='")
                        .append(value)
                        .append("'\n"));
        write(file, text.toString());
    }

    private static void write(Path file, String text) {
        try {
            // At once, because somebody waits for it.
            Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /** Removes both files, whoever wrote them. */
    void remove() {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(pid);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + file, e);
        }
    }

    /** Removes both files if this process is still the one that runs. */
    @Override
    public void close() {
        if (process().equals(Optional.of(ProcessHandle.current()))) {
            remove();
        }
    }
}
