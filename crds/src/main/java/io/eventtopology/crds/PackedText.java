package io.eventtopology.crds;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Text as gzip in Base64: a status has to hold much of it, and what it holds is JSON. */
final class PackedText {
    /** Base64 of the first three bytes of every gzip (RFC 1952), and of no JSON. */
    private static final String MAGIC = "H4sI";

    /** Somebody else may write a status: what unpacks to more than this is not read. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private PackedText() {}

    static boolean isPacked(String text) {
        return text.startsWith(MAGIC);
    }

    static String pack(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Memory can always be written", e);
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }

    /** The text; empty when it is damaged or too long. */
    static Optional<String> unpack(String packed) {
        try (GZIPInputStream gzip =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(packed)))) {
            byte[] bytes = gzip.readNBytes(MOST_BYTES + 1);
            return bytes.length > MOST_BYTES
                    ? Optional.empty()
                    : Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
