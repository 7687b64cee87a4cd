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

/**
 * B8: a consumer that has each effect once, against one that has it as often as the event comes. The effect is one insert; nothing else differs.
 */
final class Deduplication {
    private static final EventHandler EFFECT = (transaction, event) -> effect(transaction, event);

    private final Shop shop;
    private final int events;

    Deduplication(Shop shop, int events) {
        this.shop = shop;
        this.events = events;
    }

    /** Seconds for all events. */
    private interface Arm {
        double seconds(Handling handling) throws Exception;
    }

    /** With nothing around it but the database, one event after the other: time with the inbox divided by time without it. */
    double database(int rounds) throws Exception {
        return ratio("database alone", rounds, handling -> {
            List<byte[]> bodies = bodies();
            long start = System.nanoTime();
            for (byte[] body : bodies) {
                handling.handle(body);
            }
            return (System.nanoTime() - start) / 1e9;
        });
    }

    /** As it runs, with a sidecar that delivers from the broker: time with the inbox divided by time without it. */
    double delivered(int rounds) throws Exception {
        try (DeliveredEvents delivered = new DeliveredEvents(shop, false);
                Producer producer = new Producer(shop)) {
            return ratio("delivered", rounds, handling -> {
                List<byte[]> bodies = bodies();
                return delivered.seconds(events, handling, () -> producer.send(Shop.DELIVERED, bodies));
            });
        }
    }

    /** The median of the rounds. */
    private double ratio(String what, int rounds, Arm arm) throws Exception {
        Handling with = withInbox();
        Handling without = this::withoutInbox;
        arm.seconds(with);
        arm.seconds(without);
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            boolean forwards = round % 2 == 0;
            double first = arm.seconds(forwards ? with : without);
            double second = arm.seconds(forwards ? without : with);
            double slow = forwards ? first : second;
            double quick = forwards ? second : first;
            ratios.add(slow / quick);
            System.out.printf(
                    "  round %d  %s: with inbox %,6.0f events/s, without %,6.0f events/s%n",
                    round + 1, what, events / slow, events / quick);
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

    private Handling withInbox() {
        EventConsumer consumer = new EventConsumer(
                List.of(new EventRoute(Shop.ROUTE, EFFECT)),
                shop.database(),
                new DaprPublisher(shop.environment(), Duration.ofSeconds(10)),
                shop.environment(),
                Clock.systemUTC(),
                DeliveryListener.NONE);
        return body -> {
            if (consumer.deliver(Shop.ROUTE, body, Map.of()) != DeliveryResult.SUCCESS) {
                throw new IllegalStateException("An event was not handled");
            }
        };
    }

    private void withoutInbox(byte[] body) throws SQLException {
        CloudEvent event = EventJson.read(body);
        try (Connection connection = shop.database().getConnection()) {
            connection.setAutoCommit(false);
            effect(connection, event);
            connection.commit();
        }
    }

    private static void effect(Connection transaction, CloudEvent event) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("INSERT INTO effect (todo) VALUES (?)")) {
            insert.setString(1, event.getSubject());
            insert.executeUpdate();
        }
    }
}
