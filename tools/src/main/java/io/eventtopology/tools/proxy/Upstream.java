package io.eventtopology.tools.proxy;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** The API server behind the proxy: requests go there as they came, without an identity of the proxy's own. */
final class Upstream implements AutoCloseable {
    // Of one connection only (RFC 9110, 7.6.1), or set by the HTTP client; Accept-Encoding because frames must stay
    // readable.
    private static final Set<String> NOT_FORWARDED = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final URI uri;
    private final HttpClient client;

    Upstream(Config config) {
        uri = URI.create(config.getMasterUrl());
        client = client(config);
    }

    private static HttpClient client(Config config) {
        Config trust = new ConfigBuilder(config)
                .withClientCertData(null)
                .withClientCertFile(null)
                .withClientKeyData(null)
                .withClientKeyFile(null)
                .build();
        try {
            return HttpClient.newBuilder()
                    // One connection for each request: HTTP/2 would limit the number of watches.
                    .version(HttpClient.Version.HTTP_1_1)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(Duration.ofSeconds(10))
                    .sslContext(SSLUtils.sslContext(trust))
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot read the CA of the API server " + config.getMasterUrl(), e);
        }
    }

    HttpResponse<InputStream> send(IncomingRequest incoming) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher body = incoming.body().length == 0
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(incoming.body());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri.resolve(incoming.target())).method(incoming.method(), body);
        forward(incoming.headers(), request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    CompletableFuture<WebSocket> openWebSocket(IncomingRequest incoming, WebSocket.Listener listener) {
        WebSocket.Builder builder = client.newWebSocketBuilder();
        forward(incoming.headers(), builder::header);
        URI target = uri.resolve(incoming.target());
        // Only the scheme differs, "wss" for "https"; the rest stays as encoded as it came.
        return builder.buildAsync(URI.create("ws" + target.toString().substring("http".length())), listener);
    }

    /** The headers of an answer that the proxy passes on. */
    static Map<String, List<String>> forwarded(HttpHeaders headers) {
        Map<String, List<String>> forwarded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.map().forEach((name, values) -> {
            if (isForwarded(name)) {
                forwarded.put(name, values);
            }
        });
        return forwarded;
    }

    private static void forward(Map<String, List<String>> headers, BiConsumer<String, String> to) {
        headers.forEach((name, values) -> {
            if (isForwarded(name)) {
                values.forEach(value -> to.accept(name, value));
            }
        });
    }

    private static boolean isForwarded(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return !NOT_FORWARDED.contains(name) && !name.startsWith("sec-websocket-");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
