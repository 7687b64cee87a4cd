package io.eventtopology.benchmarks;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.consumer.DeliveryListener;
import io.eventtopology.patterns.consumer.DeliveryResult;
import io.eventtopology.patterns.consumer.EventConsumer;
import io.eventtopology.patterns.consumer.EventHandler;
import io.eventtopology.patterns.consumer.EventRoute;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.publish.DaprPublisher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** B8: a consumer that has each effect once, against one that has it as often as the event comes. */
final class Deduplication {
    private static final String ROUTE = "/events/todo-created";
    private static final EventHandler EFFECT = (transaction, event) -> effect(transaction, event);

    private final Shop shop;
    private final int events;

    Deduplication(Shop shop, int events) {
        this.shop = shop;
        this.events = events;
    }

    /**
     * Time with the inbox divided by time without it: the median of the rounds.
     */
    double run(int rounds) throws Exception {
        List<Double> ratios = new ArrayList<>();
        with(bodies());
        without(bodies());
        for (int round = 0; round < rounds; round++) {
            double with;
            double without;
            if (round % 2 == 0) {
                with = with(bodies());
                without = without(bodies());
            } else {
                without = without(bodies());
                with = with(bodies());
            }
            ratios.add(with / without);
            System.out.printf(
                    "  round %d  with inbox %,6.0f events/s, without %,6.0f events/s%n",
                    round + 1, events / with, events / without);
        }
        return Figures.median(ratios);
    }

    private List<byte[]> bodies() {
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            bodies.add(EventJson.write(shop.event("todo-" + i, 0)));
        }
        return bodies;
    }

    private double with(List<byte[]> bodies) {
        EventConsumer consumer = new EventConsumer(
                List.of(new EventRoute(ROUTE, EFFECT)),
                shop.database(),
                new DaprPublisher(shop.environment(), Duration.ofSeconds(10)),
                shop.environment(),
                Clock.systemUTC(),
                DeliveryListener.NONE);
        long start = System.nanoTime();
        for (byte[] body : bodies) {
            if (consumer.deliver(ROUTE, body, Map.of()) != DeliveryResult.SUCCESS) {
                throw new IllegalStateException("An event was not handled");
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private double without(List<byte[]> bodies) throws SQLException {
        long start = System.nanoTime();
        for (byte[] body : bodies) {
            CloudEvent event = EventJson.read(body);
            try (Connection connection = shop.database().getConnection()) {
                connection.setAutoCommit(false);
                effect(connection, event);
                connection.commit();
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void effect(Connection transaction, CloudEvent event) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("INSERT INTO effect (todo) VALUES (?)")) {
            insert.setString(1, event.getSubject());
            insert.executeUpdate();
        }
    }
}
