package io.eventtopology.benchmarks;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.patterns.outbox.OutboxRelay;
import io.eventtopology.patterns.outbox.RelayListener;
import io.eventtopology.patterns.outbox.RelaySettings;
import io.eventtopology.patterns.publish.DaprPublisher;
import io.eventtopology.patterns.publish.EventPublisher;
import io.eventtopology.patterns.publish.PublishException;
import io.eventtopology.patterns.publish.PublishFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** B7, saturation: how fast a full outbox is emptied, against what the database and the broker could do alone. */
final class Throughput {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** What is measured. */
    enum Arm {
        /** Floor: an idempotent producer of Kafka, without outbox and sidecar. */
        PRODUCER,
        /** Floor: the relay on the database, publishing nowhere. */
        DRAIN,
        /** The relay through the sidecar, in bulk. */
        BULK,
        /** The relay through the sidecar, one request for each event. */
        SINGLE
    }

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
        measure(Arm.BULK, Math.max(1000, events / 5));
        for (int round = 0; round < rounds; round++) {
            for (Arm arm : round % 2 == 0 ? arms : arms.reversed()) {
                int count = arm == Arm.SINGLE ? Math.max(500, events / 10) : events;
                double rate = measure(arm, count);
                rates.computeIfAbsent(arm, a -> new ArrayList<>()).add(rate);
                System.out.printf("  round %d  %-8s %,8.0f events/s%n", round + 1, arm, rate);
            }
        }
        Map<Arm, Double> medians = new EnumMap<>(Arm.class);
        rates.forEach((arm, all) -> medians.put(arm, Figures.median(all)));
        return medians;
    }

    private double measure(Arm arm, int count) throws Exception {
        return switch (arm) {
            case PRODUCER -> produce(count);
            case DRAIN -> drain(new Nowhere(), count);
            case BULK -> drain(new DaprPublisher(shop.environment(), TIMEOUT), count);
            case SINGLE -> drain(new OneByOne(new DaprPublisher(shop.environment(), TIMEOUT)), count);
        };
    }

    private double produce(int count) {
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(EventJson.write(shop.event("todo-" + i, 0)));
        }
        Map<String, Object> properties = new HashMap<>(shop.broker().adminProperties());
        properties.put("enable.idempotence", true);
        properties.put("linger.ms", 5);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(Shop.TYPE);
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                var unused = producer.send(new ProducerRecord<>(Shop.TYPE, "todo-" + i, bodies.get(i)));
            }
            producer.flush();
            return count * 1e9 / (System.nanoTime() - start);
        }
    }

    private double drain(EventPublisher publisher, int count) throws Exception {
        shop.fill(count);
        long start = System.nanoTime();
        try (OutboxRelay relay =
                OutboxRelay.start(shop.database(), publisher, RelaySettings.DEFAULT, RelayListener.NONE)) {
            while (shop.waiting() > 0) {
                Thread.sleep(5);
            }
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
        public List<PublishFailure> publishAll(String topic, List<CloudEvent> all) {
            return List.of();
        }
    }

    private record OneByOne(EventPublisher publisher) implements EventPublisher {
        @Override
        public void publish(String topic, CloudEvent event) throws PublishException {
            publisher.publish(topic, event);
        }

        @Override
        public List<PublishFailure> publishAll(String topic, List<CloudEvent> all) {
            List<PublishFailure> failures = new ArrayList<>();
            for (CloudEvent event : all) {
                try {
                    publish(topic, event);
                } catch (PublishException e) {
                    failures.add(new PublishFailure(event.getId(), String.valueOf(e.getMessage()), true));
                }
            }
            return failures;
        }
    }
}
