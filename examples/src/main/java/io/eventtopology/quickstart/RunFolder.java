package io.eventtopology.quickstart;

import io.eventtopology.tools.cache.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The folder of one run below {@code .quickstart}, which goes with it; the operator's log stays. */
final class RunFolder implements AutoCloseable {
    private static final String PREFIX = "run-";
    private static final Duration CHILDREN_END = Duration.ofSeconds(5);

    private final Path folder;

    private RunFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes the folder of this process, and removes those of processes that were killed. */
    static RunFolder create(Path parent) {
        try {
            Files.createDirectories(parent);
            try (Stream<Path> entries = Files.list(parent)) {
                entries.filter(RunFolder::isAbandoned).toList().forEach(TemporaryFolder::delete);
            }
            return new RunFolder(Files.createDirectories(
                    parent.resolve(PREFIX + ProcessHandle.current().pid())));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder in " + parent, e);
        }
    }

    private static boolean isAbandoned(Path folder) {
        String name = folder.getFileName().toString();
        if (!name.matches(PREFIX + "\\d+")) {
            return false;
        }
        long pid = Long.parseLong(name.substring(PREFIX.length()));
        return pid == ProcessHandle.current().pid() || ProcessHandle.of(pid).isEmpty();
    }

    /** Where it is. */
    Path path() {
        return folder;
    }

    /** Waits for the end of all child processes, ends those that do not, and removes the folder. */
    @Override
    public void close() {
        awaitChildren();
        TemporaryFolder.delete(folder);
    }

    private static void awaitChildren() {
        long end = System.nanoTime() + CHILDREN_END.toNanos();
        List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
        while (children.stream().anyMatch(ProcessHandle::isAlive)) {
            if (System.nanoTime() > end) {
                children.forEach(ProcessHandle::destroyForcibly);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                // We are ending already; the children must end first.
                Thread.interrupted();
            }
        }
    }
}
