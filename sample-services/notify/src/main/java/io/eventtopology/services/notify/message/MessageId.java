package io.eventtopology.services.notify.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The id of the message about an event. It depends on {@code source} and {@code id} of the event only, which tell a CloudEvents
 * duplicate, so that whoever gets a message twice can tell.
 */
public final class MessageId {
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private MessageId() {}

    /** A UUID of version 8 (RFC 9562, 5.8): the first bits of the SHA-256 of both. */
    public static UUID of(String source, String id) {
        MessageDigest digest = sha256();
        byte[] sourceBytes = source.getBytes(StandardCharsets.UTF_8);
        // With its length in front no other pair gives the same bytes.
        digest.update(
                ByteBuffer.allocate(Integer.BYTES).putInt(sourceBytes.length).array());
        digest.update(sourceBytes);
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(id.getBytes(StandardCharsets.UTF_8)));
        long high = (hash.getLong() & ~0xF000L) | VERSION_8;
        long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | VARIANT;
        return new UUID(high, low);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256; this one does not", e);
        }
    }
}
