package io.eventtopology.quickstart;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/** What the broker itself says about its topics, by Kafka's admin client. */
final class BrokerView implements AutoCloseable {
    private final Admin admin;

    /** Connects with these client properties. */
    BrokerView(Map<String, Object> properties) {
        admin = Admin.create(properties);
    }

    /**
     * A topic as the broker has it.
     *
     * @param name its name
     * @param partitions how many partitions
     * @param replicas replicas of its first partition
     * @param settings settings of the topic's own, without the broker's defaults
     */
    record BrokerTopic(String name, int partitions, int replicas, SortedMap<String, String> settings) {}

    /** All topics by name, but for Kafka's own. */
    SortedMap<String, BrokerTopic> topics() throws InterruptedException, ExecutionException {
        var names = admin.listTopics().names().get();
        Map<String, TopicDescription> described =
                admin.describeTopics(names).allTopicNames().get();
        Map<ConfigResource, Config> configured = admin.describeConfigs(
                        names.stream().map(BrokerView::resource).toList())
                .all()
                .get();
        SortedMap<String, BrokerTopic> topics = new TreeMap<>();
        configured.forEach((resource, config) -> {
            TopicDescription topic = Objects.requireNonNull(described.get(resource.name()), resource.name());
            topics.put(
                    topic.name(),
                    new BrokerTopic(
                            topic.name(),
                            topic.partitions().size(),
                            topic.partitions().getFirst().replicas().size(),
                            own(config)));
        });
        return topics;
    }

    /**
     * A topic.
     *
     * @throws IllegalStateException when there is none of this name
     */
    BrokerTopic topic(String name) throws InterruptedException, ExecutionException {
        BrokerTopic topic = topics().get(name);
        if (topic == null) {
            throw new IllegalStateException("there is no topic " + name);
        }
        return topic;
    }

    private static SortedMap<String, String> own(Config config) {
        return config.entries().stream()
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .collect(Collectors.toMap(
                        ConfigEntry::name, ConfigEntry::value, (first, second) -> second, TreeMap::new));
    }

    /** Changes a setting of a topic behind the operator's back. */
    void set(String topic, String key, String value) throws InterruptedException, ExecutionException {
        admin.incrementalAlterConfigs(Map.of(
                        resource(topic),
                        List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    /**
     * How many events of a topic a consumer group has not committed.
     *
     * @throws IllegalStateException when the group has committed nothing of the topic
     */
    long lag(String group, String topic) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> committed =
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                        .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (committed.isEmpty()) {
            throw new IllegalStateException("the group " + group + " has committed nothing of " + topic);
        }
        long lag = 0;
        for (TopicPartitionInfo partition : admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .getOrDefault(topic, new TopicDescription(topic, false, List.of()))
                .partitions()) {
            TopicPartition where = new TopicPartition(topic, partition.partition());
            long end = admin.listOffsets(Map.of(where, OffsetSpec.latest()))
                    .partitionResult(where)
                    .get()
                    .offset();
            OffsetAndMetadata place = committed.get(where);
            lag += end - (place == null ? 0 : place.offset());
        }
        return lag;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    @Override
    public void close() {
        admin.close();
    }
}
