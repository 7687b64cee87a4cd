package io.eventtopology.patterns.testing;

import io.cloudevents.CloudEvent;
import io.eventtopology.patterns.envelope.EventJson;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.kafka.TopicRecords;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The broker's own view of topics and groups. */
public final class Topics implements AutoCloseable {
    private final KafkaBroker broker;
    private final Admin admin;

    /** Looks at {@code broker}. */
    public Topics(KafkaBroker broker) {
        this.broker = broker;
        this.admin = Admin.create(broker.adminProperties());
    }

    /**
     * A record.
     *
     * @param partition where it is
     * @param offset where it is there
     * @param event what it holds
     */
    public record Stored(int partition, long offset, CloudEvent event) {}

    /** Creates a topic. */
    public void create(String topic, int partitions) throws InterruptedException, ExecutionException {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                .all()
                .get();
    }

    /** Everything in a topic, in the order of each partition. */
    public List<Stored> read(String topic) {
        return TopicRecords.read(broker.adminProperties(), topic).stream()
                .map(found -> new Stored(found.partition(), found.offset(), EventJson.read(found.value())))
                .toList();
    }

    /** How many events of a partition a group has acknowledged; 0 when it never did. */
    public long acknowledged(String group, String topic, int partition) {
        try {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(topic, partition));
            return offset == null ? 0 : offset.offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The offsets of " + group + " cannot be read", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
