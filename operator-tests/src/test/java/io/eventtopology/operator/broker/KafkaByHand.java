package io.eventtopology.operator.broker;

import static org.awaitility.Awaitility.await;

import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.kafka.KafkaBroker;
import io.eventtopology.tools.kafka.TopicRecords;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What a person does at a broker with Kafka's own tools, past the operator. Each change is waited for, since a broker shows a moment later what its
 * controller decided.
 */
public final class KafkaByHand implements AutoCloseable {
    private final Map<String, Object> properties;
    private final Admin admin;

    /** Tools of the broker's administrator. */
    public KafkaByHand(KafkaBroker broker) {
        this.properties = broker.adminProperties();
        this.admin = Admin.create(properties);
    }

    /** Creates a topic with one partition; returns its id. */
    public String create(String topic) {
        String id = call(() -> admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                .topicId(topic)
                .get()
                .toString());
        await().atMost(OperatorHarness.PATIENCE).until(() -> topics().contains(topic));
        return id;
    }

    /** Deletes a topic. */
    public void delete(String topic) {
        drop(topic);
        await().atMost(OperatorHarness.PATIENCE).until(() -> !topics().contains(topic));
    }

    /** Deletes a topic that somebody else may create again at once. */
    public void drop(String topic) {
        call(() -> admin.deleteTopics(List.of(topic)).all().get());
    }

    /** Describes a topic. */
    public TopicDescription describe(String topic) {
        return call(() -> admin.describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .get());
    }

    /** Names of all topics. */
    public Set<String> topics() {
        return call(() -> admin.listTopics().names().get());
    }

    /** Effective value of a configuration key. */
    public String config(String topic, String key) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return call(() -> admin.describeConfigs(List.of(resource)).all().get())
                .get(resource)
                .get(key)
                .value();
    }

    void setConfig(String topic, String key, String value) {
        drift(topic, key, value);
        await().atMost(OperatorHarness.PATIENCE).until(() -> config(topic, key).equals(value));
    }

    /** Sets a configuration entry that somebody else may set back at once. */
    public void drift(String topic, String key, String value) {
        call(() -> admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
                .all()
                .get());
    }

    /** Publishes values. */
    public void send(String topic, String... values) {
        Map<String, Object> producing = new HashMap<>(properties);
        producing.put("max.block.ms", Long.toString(OperatorHarness.PATIENCE.toMillis()));
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(producing, new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                call(() -> producer.send(new ProducerRecord<>(topic, value)).get());
            }
        }
    }

    /** All values of all partitions, in no order. */
    public List<String> read(String topic) {
        return TopicRecords.read(properties, topic).stream()
                .map(found -> new String(found.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private interface Call<T> {
        T get() throws ExecutionException, InterruptedException;
    }

    private static <T> T call(Call<T> call) {
        try {
            return call.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
