package io.eventtopology.tools.proxy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A watch over a websocket (RFC 6455): one text message for each frame. */
final class WebSocketSink implements WatchSink {
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int FINAL_TEXT = 0x81;
    private static final int FINAL_CLOSE = 0x88;
    private static final int OPCODE = 0x0f;
    private static final int CLOSE = 0x8;
    private static final int MASKED = 0x80;
    private static final int MASK_BYTES = 4;
    private static final int LENGTH_IN_2_BYTES = 126;
    private static final int LENGTH_IN_8_BYTES = 127;
    private static final int NORMAL_CLOSURE = 1000;

    private final DataOutputStream out;
    private final DataInputStream in;

    WebSocketSink(HttpConnection connection, String key) throws IOException {
        out = new DataOutputStream(connection.out);
        in = new DataInputStream(connection.in);
        connection.head(
                101,
                Map.of(
                        "Upgrade", List.of("websocket"),
                        "Connection", List.of("Upgrade"),
                        "Sec-WebSocket-Accept", List.of(accept(key))));
        connection.line("");
        out.flush();
    }

    private static String accept(String key) {
        try {
            byte[] text = (key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-1", e);
        }
    }

    @Override
    public void send(String json) throws IOException {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        out.writeByte(FINAL_TEXT);
        if (text.length < LENGTH_IN_2_BYTES) {
            out.writeByte(text.length);
        } else if (text.length <= 0xffff) {
            out.writeByte(LENGTH_IN_2_BYTES);
            out.writeShort(text.length);
        } else {
            out.writeByte(LENGTH_IN_8_BYTES);
            out.writeLong(text.length);
        }
        out.write(text);
        out.flush();
    }

    @Override
    public void end() throws IOException {
        out.writeByte(FINAL_CLOSE);
        out.writeByte(2);
        out.writeShort(NORMAL_CLOSURE);
        out.flush();
    }

    @Override
    public void awaitDeparture() throws IOException {
        while (true) {
            int head = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            long length = second & ~MASKED;
            if (length == LENGTH_IN_2_BYTES) {
                length = in.readUnsignedShort();
            } else if (length == LENGTH_IN_8_BYTES) {
                length = in.readLong();
            }
            in.skipNBytes(length + ((second & MASKED) == 0 ? 0 : MASK_BYTES));
            if ((head & OPCODE) == CLOSE) {
                return;
            }
        }
    }
}
