package io.eventtopology.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What is on the wire: reads every topic from its beginning, beside the services and without a consumer group. Safe for several
 * threads, one at a time.
 */
final class TopicTail implements AutoCloseable {
    /** How the names of topics with dead letters end. */
    static final String DEAD_LETTERS = ".dlq";

    /** Then the next look has the rest. */
    private static final Duration CATCH_UP = Duration.ofSeconds(5);

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final KafkaConsumer<String, String> consumer;
    private final List<WireEvent> events = new ArrayList<>();

    /** Connects with these client properties. */
    TopicTail(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        consumer = new KafkaConsumer<>(all, new StringDeserializer(), new StringDeserializer());
    }

    /** All events so far; in the order of each partition. */
    synchronized List<WireEvent> read() {
        Set<TopicPartition> partitions = consumer.listTopics().values().stream()
                .flatMap(List::stream)
                .filter(partition -> !partition.topic().startsWith("__"))
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .collect(Collectors.toSet());
        if (!partitions.equals(consumer.assignment())) {
            // Positions of those that are assigned already are kept.
            consumer.assign(partitions);
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())
                && System.nanoTime() < deadline) {
            consumer.poll(LOOK).forEach(found -> events.add(event(found)));
        }
        return List.copyOf(events);
    }

    /** The event of a type whose data have this value in a field, once it is on its topic. */
    Optional<WireEvent> find(String type, String field, String value) {
        return read().stream()
                .filter(event -> event.topic().equals(type) && event.data(field).equals(value))
                .findFirst();
    }

    private static WireEvent event(ConsumerRecord<String, String> found) {
        return new WireEvent(
                found.topic(),
                found.partition(),
                found.offset(),
                Instant.ofEpochMilli(found.timestamp()),
                found.key() == null ? "" : found.key(),
                json(found.value()));
    }

    private static JsonNode json(@Nullable String value) {
        try {
            return value == null ? TextNode.valueOf("") : JSON.readTree(value);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(value);
        }
    }

    @Override
    public synchronized void close() {
        consumer.close();
    }
}
