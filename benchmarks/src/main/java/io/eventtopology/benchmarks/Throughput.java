package io.eventtopology.benchmarks;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.outbox.RelaySettings;
import io.eventtopology.patterns.publish.DaprPublisher;
import io.eventtopology.patterns.publish.EventPublisher;
import io.eventtopology.patterns.publish.PublishException;
import io.eventtopology.patterns.publish.PublishFailure;
import io.eventtopology.patterns.publish.SerializedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** B7, saturation: how fast a full outbox is emptied, against what the database and the broker could do alone. */
final class Throughput {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration END = Duration.ofMinutes(5);
    private static final Handling NOTHING = body -> {};
    private static final int WARM_UP = 500;
    private static final RelaySettings RELAY = RelaySettings.DEFAULT;

    /** What is measured. */
    enum Arm {
        /** Floor: an idempotent producer of Kafka, without outbox and sidecar, until the broker has acknowledged all. */
        PRODUCER("an idempotent producer alone"),
        /** Floor: the outbox emptied by plain SQL, without the relay; nothing is published. */
        DRAIN("the outbox emptied by plain SQL alone"),
        /** The relay on the database, publishing nowhere: what keeping the order costs. */
        RELAY("the relay alone, publishing nowhere"),
        /** The relay through the sidecar, in bulk, until the outbox is empty. */
        BULK("outbox, relay, sidecar, in bulk"),
        /** Floor: the producer, until a consumer has all. */
        PRODUCER_TO_CONSUMER("a producer, until a consumer has all"),
        /** The relay through the sidecar, in bulk, until a consumer has all. */
        BULK_TO_CONSUMER("in bulk, until a consumer has all"),
        /** The relay through the sidecar, one request for each event. */
        SINGLE("outbox, relay, sidecar, one by one"),
        /** Floor: a full topic, drained by a service through its sidecar in bulk, which does nothing with the events. */
        TOPIC_DRAIN_BULK("a full topic, sidecar, service, in bulk"),
        /** The whole way, in bulk: outbox, relay, sidecar, broker, sidecar, service. */
        BULK_TO_SERVICE("outbox to service, all in bulk"),
        /** Floor: a full topic, drained by a service through its sidecar, one request for each event. */
        TOPIC_DRAIN("a full topic, sidecar, service, one by one"),
        /** The whole way, published in bulk and delivered one by one. */
        BULK_TO_SERVICE_SINGLE("outbox in bulk, to service one by one");

        private final String description;

        Arm(String description) {
            this.description = description;
        }

        String description() {
            return description;
        }
    }

    /** So slow that fewer events do. */
    private static final Set<Arm> ONE_BY_ONE = EnumSet.of(Arm.SINGLE, Arm.TOPIC_DRAIN, Arm.BULK_TO_SERVICE_SINGLE);

    private final Shop shop;
    private final int events;

    Throughput(Shop shop, int events) {
        this.shop = shop;
        this.events = events;
    }

    /** Events per second, the median of the rounds; the arms alternate, forwards and backwards. */
    Map<Arm, Double> run(int rounds) throws Exception {
        Map<Arm, List<Double>> rates = new EnumMap<>(Arm.class);
        List<Arm> arms = List.of(Arm.values());
        for (Arm arm : arms) {
            measure(arm, Math.max(500, events / 5));
        }
        for (int round = 0; round < rounds; round++) {
            for (Arm arm : round % 2 == 0 ? arms : arms.reversed()) {
                int count = ONE_BY_ONE.contains(arm) ? Math.max(500, events / 10) : events;
                double rate = measure(arm, count);
                rates.computeIfAbsent(arm, a -> new ArrayList<>()).add(rate);
                System.out.printf("  round %d  %-40s %,8.0f events/s%n", round + 1, arm.description(), rate);
            }
        }
        Map<Arm, Double> medians = new EnumMap<>(Arm.class);
        rates.forEach((arm, all) -> medians.put(arm, Figures.median(all)));
        return medians;
    }

    private double measure(Arm arm, int count) throws Exception {
        DaprPublisher dapr = new DaprPublisher(shop.environment(), TIMEOUT);
        return switch (arm) {
            case PRODUCER -> produce(count, false);
            case PRODUCER_TO_CONSUMER -> produce(count, true);
            case DRAIN -> {
                PlainDrain drain = new PlainDrain(shop.database(), RELAY.workers(), RELAY.batch());
                shop.fill(Shop.TYPE, count);
                yield rate(count, false, drain::run);
            }
            case RELAY -> empty(new Nowhere(), count, false);
            case BULK -> empty(dapr, count, false);
            case BULK_TO_CONSUMER -> empty(dapr, count, true);
            case SINGLE -> empty(new OneByOne(dapr), count, false);
            case TOPIC_DRAIN_BULK -> drainTopic(count, true);
            case BULK_TO_SERVICE -> toService(dapr, count, true);
            case TOPIC_DRAIN -> drainTopic(count, false);
            case BULK_TO_SERVICE_SINGLE -> toService(dapr, count, false);
        };
    }

    private double produce(int count, boolean toConsumer) throws Exception {
        List<byte[]> bodies = bodies(Shop.TYPE, count);
        try (Producer producer = new Producer(shop)) {
            return rate(count, toConsumer, () -> producer.send(Shop.TYPE, bodies));
        }
    }

    private List<byte[]> bodies(String type, int count) {
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(EventJson.write(shop.event(type, "todo-" + i, 0)));
        }
        return bodies;
    }

    /** A producer is so much quicker than the sidecar that the topic is full nearly at once. */
    private double drainTopic(int count, boolean bulk) throws Exception {
        List<byte[]> bodies = bodies(Shop.DELIVERED, count);
        try (Producer producer = new Producer(shop);
                DeliveredEvents service = service(bulk, producer)) {
            return count / service.seconds(count, NOTHING, () -> producer.send(Shop.DELIVERED, bodies));
        }
    }

    private double toService(EventPublisher publisher, int count, boolean bulk) throws Exception {
        shop.fill(Shop.DELIVERED, count);
        try (Producer producer = new Producer(shop);
                DeliveredEvents service = service(bulk, producer);
                Emptying emptying = new Emptying(shop, publisher, count)) {
            return count / service.seconds(count, NOTHING, emptying::run);
        }
    }

    /** A service that has had events already: joining the consumer group takes as long as many of them. */
    private DeliveredEvents service(boolean bulk, Producer producer) throws Exception {
        DeliveredEvents service = new DeliveredEvents(shop, bulk);
        List<byte[]> first = bodies(Shop.DELIVERED, WARM_UP);
        try {
            service.seconds(WARM_UP, NOTHING, () -> producer.send(Shop.DELIVERED, first));
        } catch (Exception e) {
            service.close();
            throw e;
        }
        return service;
    }

    private double empty(EventPublisher publisher, int count, boolean toConsumer) throws Exception {
        shop.fill(Shop.TYPE, count);
        try (Emptying emptying = new Emptying(shop, publisher, count)) {
            return rate(count, toConsumer, emptying::run);
        }
    }

    private double rate(int count, boolean toConsumer, Work work) throws Exception {
        if (!toConsumer) {
            long start = System.nanoTime();
            work.run();
            return count * 1e9 / (System.nanoTime() - start);
        }
        try (Arrivals arrivals = new Arrivals(shop)) {
            CompletableFuture<Void> arrived = CompletableFuture.runAsync(() -> arrivals.await(count, END, found -> {}));
            long start = System.nanoTime();
            work.run();
            arrived.get();
            return count * 1e9 / (System.nanoTime() - start);
        }
    }

    /** Acknowledges everything at once. */
    private static final class Nowhere implements EventPublisher {
        @Override
        public void publish(String topic, CloudEvent event) {
            // There is nowhere to publish to.
        }

        @Override
        public List<PublishFailure> publishAll(String topic, List<SerializedEvent> all) {
            return List.of();
        }
    }

    private record OneByOne(EventPublisher publisher) implements EventPublisher {
        @Override
        public void publish(String topic, CloudEvent event) throws PublishException {
            publisher.publish(topic, event);
        }

        @Override
        public List<PublishFailure> publishAll(String topic, List<SerializedEvent> all) {
            List<PublishFailure> failures = new ArrayList<>();
            for (SerializedEvent event : all) {
                try {
                    publish(topic, EventJson.read(event.json().getBytes(StandardCharsets.UTF_8)));
                } catch (PublishException e) {
                    failures.add(new PublishFailure(event.id(), String.valueOf(e.getMessage()), true));
                }
            }
            return failures;
        }
    }
}
