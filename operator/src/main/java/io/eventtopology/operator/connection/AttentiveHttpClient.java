package io.eventtopology.operator.connection;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP client with manners. After an answer with {@code Retry-After} no request goes out before that time is over; the
 * election's requests wait only for their own, as they have a priority level of their own at the API server. What would have to
 * wait longer than its own timeout fails at once instead. Writes pass only while the {@link LeaseFence} allows them. Watches
 * are listened to.
 *
 * <p>Why here: fabric8 7.5.2 reads {@code Retry-After}, but waits for its own backoff all the same, for each request by itself
 * ({@code AsyncUtils.retryWithExponentialBackoff} schedules {@code retryInterval}, not what {@code shouldRetry} returned).
 */
final class AttentiveHttpClient extends HttpClient {
    /** For requests without a timeout of their own. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final HttpClient client;
    private final OpenWatches watches;
    private final LeaseFence fence;
    private final AtomicLong lastAnswerNanos;
    private final Patience work = new Patience();
    private final Patience election = new Patience();

    AttentiveHttpClient(HttpClient client, OpenWatches watches, LeaseFence fence, AtomicLong lastAnswerNanos) {
        this.client = client;
        this.watches = watches;
        this.fence = fence;
        this.lastAnswerNanos = lastAnswerNanos;
    }

    private Patience patience(HttpRequest request) {
        return LeaseFence.isElection(request) ? election : work;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return inTime(patience(request), request.timeout().orElse(LONGEST_WAIT), () -> dispatch(request, handler));
    }

    private <T> CompletableFuture<HttpResponse<T>> dispatch(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        if (!fence.allows(request)) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("Not written, because the Lease of this replica was not renewed in time: "
                            + request.method() + " " + request.uri().getPath()));
        }
        long sentAtNanos = System.nanoTime();
        return client.sendAsync(request, handler).thenApply(response -> {
            lastAnswerNanos.set(System.nanoTime());
            patience(request).answered(response.statusCode(), response.headers());
            fence.answered(request, response.statusCode(), sentAtNanos);
            return response;
        });
    }

    private <T> CompletableFuture<T> inTime(
            Patience patience, Duration timeout, Supplier<CompletableFuture<T>> action) {
        Duration left = patience.left();
        if (!left.isPositive()) {
            return action.get();
        }
        if (left.compareTo(timeout) > 0) {
            return CompletableFuture.failedFuture(
                    new IOException("The API server asked for " + left.toSeconds() + " s more without requests"));
        }
        Executor later = CompletableFuture.delayedExecutor(
                left.toNanos(), TimeUnit.NANOSECONDS, executor().orElseGet(ForkJoinPool::commonPool));
        // Another answer may have asked for more time meanwhile.
        return CompletableFuture.supplyAsync(() -> timeout.minus(left), later)
                .thenCompose(rest -> inTime(patience, rest, action));
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        WebSocket.Builder builder = client.newWebSocketBuilder();
        return new WebSocket.Builder() {
            @Override
            public WebSocket.Builder header(String name, String value) {
                builder.header(name, value);
                return this;
            }

            @Override
            public WebSocket.Builder connectTimeout(Duration timeout) {
                builder.connectTimeout(timeout);
                return this;
            }

            @Override
            public WebSocket.Builder subprotocols(String mostPreferred, String... lesserPreferred) {
                builder.subprotocols(mostPreferred, lesserPreferred);
                return this;
            }

            @Override
            public CompletableFuture<WebSocket> buildAsync(URI uri, WebSocket.Listener listener) {
                return inTime(work, LONGEST_WAIT, () -> open(builder, uri, listener));
            }
        };
    }

    private CompletableFuture<WebSocket> open(WebSocket.Builder builder, URI uri, WebSocket.Listener listener) {
        return builder.buildAsync(uri, watches.listening(uri, listener)).whenComplete((socket, failure) -> {
            if (unwrapped(failure) instanceof WebSocketHandshakeException refused) {
                HttpResponse<?> response = refused.getResponse();
                work.answered(response.statusCode(), response.headers());
            }
        });
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        throw new UnsupportedOperationException("fabric8 sends asynchronously only");
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.@Nullable PushPromiseHandler<T> pushPromises) {
        throw new UnsupportedOperationException("The API server pushes nothing");
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }
}
