package io.eventtopology.tools.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A folder that goes away when its work is done; and where its process was killed before, when the next one like it is made. */
public final class TemporaryFolder {
    private static final String LOCK = ".lock";
    private static final Map<Path, FileLock> HELD = new HashMap<>();

    private TemporaryFolder() {}

    /**
     * Makes an empty folder among the temporary files of this machine, and removes those of the same prefix whose processes have ended.
     * Beside each lies a file that its process keeps locked, which the system unlocks however the process ends.
     *
     * @throws UncheckedIOException if it cannot be made
     */
    public static Path create(String prefix) {
        return create(Path.of(System.getProperty("java.io.tmpdir")), prefix);
    }

    static synchronized Path create(Path parent, String prefix) {
        String mine = prefix + ProcessHandle.current().pid() + "-";
        try {
            for (Path lockFile : lockFilesOfOthers(parent, prefix, mine)) {
                removeIfAbandoned(lockFile);
            }
            Path folder = Files.createTempDirectory(parent, mine);
            // Nobody may see it under its name before it is locked.
            Path unseen = folder.resolveSibling(folder.getFileName() + ".new");
            FileChannel channel = FileChannel.open(unseen, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            HELD.put(folder, channel.lock());
            Files.move(unseen, lockFile(folder), StandardCopyOption.ATOMIC_MOVE);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a temporary folder in " + parent, e);
        }
    }

    private static Path lockFile(Path folder) {
        return folder.resolveSibling(folder.getFileName() + LOCK);
    }

    /** Without our own: who opens and closes a file that it has locked loses the lock (POSIX). */
    private static List<Path> lockFilesOfOthers(Path parent, String prefix, String mine) throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith(prefix) && name.endsWith(LOCK) && !name.startsWith(mine);
                    })
                    .toList();
        }
    }

    private static void removeIfAbandoned(Path lockFile) {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            if (channel.tryLock() != null) {
                String name = lockFile.getFileName().toString();
                Path folder = lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
                if (Files.exists(folder)) {
                    deleteAll(folder);
                }
                Files.delete(lockFile);
            }
        } catch (IOException | UncheckedIOException e) {
            // Another user's, or a child of the killed process still writes there: the next one tries again.
        }
    }

    /**
     * Deletes a folder with all it holds.
     *
     * @throws UncheckedIOException if something in it cannot be deleted
     */
    public static synchronized void delete(Path folder) {
        try {
            deleteAll(folder);
            FileLock lock = HELD.remove(folder);
            if (lock != null) {
                Files.deleteIfExists(lockFile(folder));
                lock.acquiredBy().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + folder, e);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }
}
