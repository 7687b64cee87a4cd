package io.eventtopology.benchmarks;

import io.eventtopology.patterns.outbox.OutboxRelay;
import io.eventtopology.patterns.outbox.RelayListener;
import io.eventtopology.patterns.outbox.RelaySettings;
import io.eventtopology.patterns.publish.EventPublisher;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A relay that empties a full outbox. */
final class Emptying implements AutoCloseable {
    private static final Duration END = Duration.ofMinutes(5);

    private final Shop shop;
    private final EventPublisher publisher;
    private final AtomicInteger waiting;
    private final CountDownLatch empty = new CountDownLatch(1);
    private @Nullable OutboxRelay relay;

    Emptying(Shop shop, EventPublisher publisher, int events) {
        this.shop = shop;
        this.publisher = publisher;
        waiting = new AtomicInteger(events);
    }

    /** Starts the relay and waits until all is published. */
    void run() throws Exception {
        relay = OutboxRelay.start(shop.database(), publisher, RelaySettings.DEFAULT, new RelayListener() {
            @Override
            public void published(String topic, int events) {
                if (waiting.addAndGet(-events) <= 0) {
                    empty.countDown();
                }
            }
        });
        if (!empty.await(END.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(shop.waiting() + " events are still in the outbox");
        }
    }

    @Override
    public void close() {
        if (relay != null) {
            relay.close();
        }
    }
}
