package io.eventtopology.tools.port;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/** Ports that belong to a process until it ends, however it ends: each is a locked byte of a file that is empty. */
final class PortReservations {
    private final Path file;
    private final FileChannel channel;
    private final Map<Integer, FileLock> held = new HashMap<>();

    private PortReservations(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Reservations that all processes see which use the same file; it is made if absent. */
    static PortReservations in(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return new PortReservations(
                    file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** Takes a port, if no process has taken it, this one included. */
    synchronized boolean take(int port) {
        try {
            FileLock lock = channel.tryLock(port, 1, false);
            if (lock == null) {
                return false;
            }
            held.put(port, lock);
            return true;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** Lets others take the port; nothing happens if it was not taken here. */
    synchronized void giveBack(int port) {
        FileLock lock = held.remove(port);
        if (lock != null) {
            try {
                lock.release();
            } catch (IOException e) {
                throw unusable(file, e);
            }
        }
    }

    private static UncheckedIOException unusable(Path file, IOException cause) {
        return new UncheckedIOException("Cannot use " + file + "; set XDG_CACHE_HOME to another folder", cause);
    }
}
