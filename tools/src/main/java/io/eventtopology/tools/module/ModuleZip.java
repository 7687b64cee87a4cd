package io.eventtopology.tools.module;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The zip of a Go module on disk. */
record ModuleZip(Path file) {

    /**
     * The checksum as {@code go.sum} has it: SHA-256 over one line for each file, sorted by name, of the file's own
     * SHA-256 (hexadecimal), two spaces and its name (golang.org/x/mod/sumdb/dirhash, Hash1).
     */
    String sum() throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<? extends ZipEntry> entries = zip.stream()
                    .sorted(Comparator.comparing(ZipEntry::getName, ModuleZip::compareBytes))
                    .toList();
            MessageDigest total = sha256();
            for (ZipEntry entry : entries) {
                String line = HexFormat.of().formatHex(digest(zip, entry)) + "  " + entry.getName() + "\n";
                total.update(line.getBytes(StandardCharsets.UTF_8));
            }
            return "h1:" + Base64.getEncoder().encodeToString(total.digest());
        }
    }

    /** Copies files, named relative to the module's root, to the same places below a folder. */
    void extract(GoModule module, List<String> names, Path folder) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (String name : names) {
                ZipEntry entry = zip.getEntry(module.coordinates() + "/" + name);
                if (entry == null) {
                    throw new IOException(module.coordinates() + " has no file " + name);
                }
                Path target = folder.resolve(name);
                Files.createDirectories(target.getParent());
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, target);
                }
            }
        }
    }

    /** Go sorts strings by their UTF-8 bytes. */
    private static int compareBytes(String left, String right) {
        return Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] digest(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry);
                DigestInputStream digesting = new DigestInputStream(in, sha256())) {
            digesting.transferTo(OutputStream.nullOutputStream());
            return digesting.getMessageDigest().digest();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
