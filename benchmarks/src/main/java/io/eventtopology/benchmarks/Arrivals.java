package io.eventtopology.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What arrives at a consumer of the topic from now on; a plain one of Kafka, the same for all that is compared. */
final class Arrivals implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, byte[]> consumer;

    Arrivals(Shop shop) {
        consumer = new KafkaConsumer<>(
                shop.broker().adminProperties(), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Shop.TYPE).stream()
                .map(info -> new TopicPartition(Shop.TYPE, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** Waits for so many events, and shows each. */
    void await(int count, Duration limit, Consumer<ConsumerRecord<String, byte[]>> show) {
        int got = 0;
        long end = System.nanoTime() + limit.toNanos();
        while (got < count && System.nanoTime() < end) {
            for (ConsumerRecord<String, byte[]> found : consumer.poll(POLL)) {
                got++;
                show.accept(found);
            }
        }
        if (got != count) {
            throw new IllegalStateException(got + " events arrived instead of " + count);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
