package io.eventtopology.operator.connection;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When each open watch was last heard of. fabric8 7.5.2 says {@code isWatching()} of a watch whose connection is dead, and the
 * version that a quiet informer has reached may stand still for minutes. The frames themselves tell: the API server
 * sends a bookmark on each watch about every 60 s (measured on 1.35: 59.7 to 60.3 s), but none before it has heard from etcd
 * for the first time (measured: up to 121 s after the start). So a watch that has been heard of once and then falls silent hangs.
 * One that is silent from its start ends all the same: fabric8 opens each anew after 5 to 10 minutes ({@code Reflector}).
 */
public final class OpenWatches {
    private final Set<Watch> open = ConcurrentHashMap.newKeySet();

    /** Watches that were heard of once, but not within this time: what they watch, in words. */
    public List<String> silentFor(Duration time) {
        open.removeIf(Watch::isGivenUp);
        long now = System.nanoTime();
        return open.stream()
                .filter(watch -> watch.heard && now - watch.lastHeardNanos > time.toNanos())
                .map(watch -> watch.what)
                .sorted()
                .toList();
    }

    /** Listens to a watch on behalf of another listener. */
    WebSocket.Listener listening(URI uri, WebSocket.Listener listener) {
        return new Watch(described(uri), listener);
    }

    private static String described(URI uri) {
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return Arrays.stream(query.split("&"))
                .filter(parameter -> parameter.startsWith("labelSelector="))
                .findFirst()
                .map(parameter ->
                        URLDecoder.decode(parameter.substring(parameter.indexOf('=') + 1), StandardCharsets.UTF_8))
                .map(selector -> uri.getPath() + " (" + selector + ")")
                .orElse(uri.getPath());
    }

    private final class Watch implements WebSocket.Listener {
        private final String what;
        private final WebSocket.Listener listener;
        private volatile @Nullable WebSocket socket;
        private volatile long lastHeardNanos;
        private volatile boolean heard;

        Watch(String what, WebSocket.Listener listener) {
            this.what = what;
            this.listener = listener;
        }

        /** Whether the client has closed it and only waits for the other side. */
        boolean isGivenUp() {
            WebSocket known = socket;
            return known != null && known.isOutputClosed();
        }

        private void hear() {
            lastHeardNanos = System.nanoTime();
            heard = true;
        }

        @Override
        public void onOpen(WebSocket webSocket) {
            socket = webSocket;
            open.add(this);
            listener.onOpen(webSocket);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            hear();
            return listener.onText(webSocket, data, last);
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
            hear();
            return listener.onBinary(webSocket, data, last);
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
            return listener.onPing(webSocket, message);
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
            return listener.onPong(webSocket, message);
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            open.remove(this);
            return listener.onClose(webSocket, statusCode, reason);
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            open.remove(this);
            listener.onError(webSocket, error);
        }
    }
}
