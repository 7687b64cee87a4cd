package io.eventtopology.operator.connection;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How long the API server wants to be left alone: the latest of all {@code Retry-After} answers. */
final class Patience {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private final AtomicLong endNanos = new AtomicLong(System.nanoTime());

    /** Takes note of an answer. The API server sends whole seconds (its {@code httplog} and {@code priority-and-fairness} filters). */
    void answered(int status, HttpHeaders headers) {
        if (status == TOO_MANY_REQUESTS || status == UNAVAILABLE) {
            headers.firstValue("Retry-After")
                    .filter(value -> value.matches("\\d{1,6}"))
                    .map(Long::parseLong)
                    .ifPresent(seconds -> endNanos.accumulateAndGet(
                            System.nanoTime() + Duration.ofSeconds(seconds).toNanos(),
                            (one, other) -> one - other > 0 ? one : other));
        }
    }

    /** How long to wait still; zero or negative when requests are welcome. */
    Duration left() {
        return Duration.ofNanos(endNanos.get() - System.nanoTime());
    }
}
