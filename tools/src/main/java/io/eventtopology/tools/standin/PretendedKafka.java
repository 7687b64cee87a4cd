package io.eventtopology.tools.standin;

import io.strimzi.api.kafka.model.common.Condition;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.topic.KafkaTopicSpec;
import io.strimzi.api.kafka.model.topic.KafkaTopicStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** The broker in the stand-in's memory, and what the Topic Operator would find and report when it asked it for a KafkaTopic. */
final class PretendedKafka {
    private record CannedAnswer(String reason, String message) {}

    private final Map<String, StandInTopic> topics = new TreeMap<>();
    private final Map<String, CannedAnswer> answers = new HashMap<>();

    synchronized Map<String, StandInTopic> topics() {
        return Map.copyOf(topics);
    }

    synchronized void answer(String topicName, String reason, String message) {
        answers.put(topicName, new CannedAnswer(reason, message));
    }

    synchronized void answerNormally(String topicName) {
        answers.remove(topicName);
    }

    synchronized void delete(String topicName) {
        topics.remove(topicName);
    }

    /** Brings the topic to what the object says, as far as Strimzi does, and fills in conditions and topicId. */
    synchronized void reconcile(KafkaTopic object, String topicName, KafkaTopicStatus status) {
        KafkaTopicStatus old = object.getStatus();
        CannedAnswer canned = answers.get(topicName);
        List<Condition> conditions;
        if (canned == null) {
            conditions = change(object.getSpec(), topicName)
                    .map(refusal -> StrimziConditions.notReady("NotSupported", refusal, old))
                    .orElseGet(() -> StrimziConditions.isTrue("Ready", old));
        } else {
            conditions = StrimziConditions.notReady(canned.reason, canned.message, old);
        }
        status.setConditions(conditions);
        StandInTopic topic = topics.get(topicName);
        if (topic != null) {
            status.setTopicId(topic.id());
        }
    }

    private Optional<String> change(KafkaTopicSpec spec, String topicName) {
        StandInTopic topic = topics.get(topicName);
        Map<String, Object> config = spec.getConfig() == null ? Map.of() : spec.getConfig();
        if (topic == null) {
            int partitions = orOne(spec.getPartitions());
            int replicas = orOne(spec.getReplicas());
            topics.put(
                    topicName, new StandInTopic(topicName, Uuid.randomUuid().toString(), partitions, replicas, config));
            return Optional.empty();
        }
        int wanted = spec.getPartitions() == null ? topic.partitions() : spec.getPartitions();
        topics.put(topicName, topic.with(Math.max(topic.partitions(), wanted), config));
        if (wanted < topic.partitions()) {
            return Optional.of("Decreasing partitions not supported");
        }
        if (spec.getReplicas() != null && spec.getReplicas() != topic.replicas()) {
            List<Integer> all = IntStream.range(0, topic.partitions()).boxed().toList();
            return Optional.of("Replication factor change not supported, but required for partitions " + all);
        }
        return Optional.empty();
    }

    // What Kafka takes where neither the object nor the broker says otherwise.
    private static int orOne(@Nullable Integer count) {
        return count == null ? 1 : count;
    }
}
