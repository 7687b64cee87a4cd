package io.eventtopology.tools.proxy;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a watch that the API server sends over a websocket. */
final class WebSocketReader implements WebSocket.Listener {
    private final Consumer<String> frames;
    private final Runnable ended;
    private final StringBuilder text = new StringBuilder();

    WebSocketReader(Consumer<String> frames, Runnable ended) {
        this.frames = frames;
        this.ended = ended;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            frames.accept(text.toString());
            text.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
        // The API server sends text unless a client asks for protobuf, which no client of ours does.
        return onText(socket, StandardCharsets.UTF_8.decode(part), last);
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        ended.run();
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        ended.run();
    }
}
