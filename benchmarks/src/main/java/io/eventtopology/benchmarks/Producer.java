package io.eventtopology.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** An idempotent producer of Kafka, without outbox and sidecar. */
final class Producer implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;

    Producer(Shop shop) {
        Map<String, Object> properties = new HashMap<>(shop.broker().adminProperties());
        properties.put("enable.idempotence", true);
        properties.put("linger.ms", 5);
        producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        producer.partitionsFor(Shop.TYPE);
        producer.partitionsFor(Shop.DELIVERED);
    }

    /** Sends one, and does not wait. */
    void send(String topic, String key, byte[] body) {
        var unused = producer.send(new ProducerRecord<>(topic, key, body));
    }

    /** Sends each with a key of its own, until the broker has acknowledged all. */
    void send(String topic, List<byte[]> bodies) {
        for (int i = 0; i < bodies.size(); i++) {
            send(topic, "todo-" + i, bodies.get(i));
        }
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
