package io.eventtopology.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.outbox.OutboxRelay;
import io.eventtopology.patterns.outbox.RelayListener;
import io.eventtopology.patterns.outbox.RelaySettings;
import io.eventtopology.patterns.publish.DaprPublisher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** B7, fixed rate: the time from the commit of an event until a consumer has it, against a producer without outbox and sidecar. */
final class Latency {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration END = Duration.ofSeconds(30);
    /** The first events find cold code. */
    private static final int WARM_UP = 200;

    private final Shop shop;
    private final int perSecond;
    private final int events;

    Latency(Shop shop, int perSecond, int events) {
        this.shop = shop;
        this.perSecond = perSecond;
        this.events = events;
    }

    /** Sends one event. */
    private interface Sender {
        void send(int number) throws Exception;
    }

    /** Nanoseconds of each event, by way of the outbox. */
    long[] outbox() throws Exception {
        try (OutboxRelay relay = OutboxRelay.start(
                        shop.database(),
                        new DaprPublisher(shop.environment(), END),
                        RelaySettings.DEFAULT,
                        RelayListener.NONE);
                Connection connection = shop.database().getConnection()) {
            connection.setAutoCommit(false);
            return measure(number -> {
                shop.outbox().append(connection, shop.event("todo-" + number, System.nanoTime()));
                connection.commit();
            });
        }
    }

    /** Nanoseconds of each event, from a producer. */
    long[] producer() throws Exception {
        try (Producer producer = new Producer(shop)) {
            return measure(number -> producer.send(
                    Shop.TYPE, "todo-" + number, EventJson.write(shop.event("todo-" + number, System.nanoTime()))));
        }
    }

    private long[] measure(Sender sender) throws Exception {
        int all = events + WARM_UP;
        long[] times = new long[all];
        int[] got = {0};
        try (Arrivals arrivals = new Arrivals(shop)) {
            Thread load = Thread.ofPlatform().start(() -> send(sender, all));
            Duration limit = END.plusSeconds(all / perSecond);
            arrivals.await(all, limit, found -> times[got[0]++] = System.nanoTime() - sentAt(found.value()));
            load.join();
        }
        return Arrays.copyOfRange(times, WARM_UP, all);
    }

    private void send(Sender sender, int all) {
        long begin = System.nanoTime();
        try {
            for (int i = 0; i < all; i++) {
                long due = begin + i * 1_000_000_000L / perSecond;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                sender.send(i);
            }
        } catch (Exception e) {
            throw new IllegalStateException("An event could not be sent", e);
        }
    }

    private static long sentAt(byte[] event) {
        try {
            return MAPPER.readTree(event).at("/data/at").asLong();
        } catch (IOException e) {
            throw new UncheckedIOException("What arrived is no JSON", e);
        }
    }
}
