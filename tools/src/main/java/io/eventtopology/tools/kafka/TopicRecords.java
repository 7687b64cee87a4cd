package io.eventtopology.tools.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What is in a topic. */
public final class TopicRecords {
    private static final Duration LOOK = Duration.ofMillis(200);

    private TopicRecords() {}

    /**
     * Reads a topic from its start to its present end, without a group.
     *
     * @param clientProperties how a client connects, for example {@link KafkaBroker#adminProperties}
     * @return the records in the order of each partition
     */
    public static List<ConsumerRecord<String, byte[]>> read(Map<String, Object> clientProperties, String topic) {
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(clientProperties, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(LOOK).forEach(records::add);
            }
            return records;
        }
    }
}
