package io.eventtopology.tools.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The folder where programs and files brought once are kept: {@code $XDG_CACHE_HOME/event-topology}, or
 * {@code ~/.cache/event-topology}.
 *
 * @param root the folder; need not exist yet
 */
public record CacheFolder(Path root) {

    /** The folder of the user whom this environment belongs to. */
    public static CacheFolder of(Map<String, String> environment) {
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = xdg.isBlank()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".cache")
                : Path.of(xdg);
        return new CacheFolder(base.resolve("event-topology"));
    }

    /** Where a program of this version is kept. The file is there only when it is complete. */
    public Path program(String name, String version) {
        return root.resolve("bin").resolve(name + "-" + version);
    }

    /**
     * Runs an action that fills one entry, alone among all threads and processes of this user.
     *
     * @param entry the file or folder that the action creates; its parent is created here
     * @param whenWaiting runs once if another process is at work on the same entry
     * @throws UncheckedIOException if the lock file cannot be made
     */
    public <T> T locked(Path entry, Runnable whenWaiting, Supplier<T> action) {
        Path lockFile = entry.resolveSibling("." + entry.getFileName() + ".lock");
        try {
            Files.createDirectories(entry.toAbsolutePath().getParent());
            try (FileChannel channel =
                    FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                FileLock lock = tryLock(channel);
                if (lock == null) {
                    whenWaiting.run();
                }
                while (lock == null) {
                    Thread.sleep(100);
                    lock = tryLock(channel);
                }
                try (FileLock held = lock) {
                    return action.get();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot use the cache folder " + root + "; set XDG_CACHE_HOME to another", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while another process was filling " + entry, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another thread of this JVM holds it.
            return null;
        }
    }
}
