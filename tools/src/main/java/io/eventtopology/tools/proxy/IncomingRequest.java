package io.eventtopology.tools.proxy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came over the wire.
 *
 * @param target path and query
 * @param headers by name, case-insensitive
 */
record IncomingRequest(String method, URI target, Map<String, List<String>> headers, byte[] body) {

    @Nullable
    String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? null : values.getFirst();
    }

    boolean asksForWebSocket() {
        return "websocket".equalsIgnoreCase(header("Upgrade"));
    }
}
