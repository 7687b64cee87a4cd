package io.eventtopology.operator.broker;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** Reads topics with their configuration, any number of them with two calls that run at once. */
record TopicReader(Admin admin, ProblemTranslator problems) {

    /** A topic that exists. */
    record Existing(TopicDescription description, Config config) {

        String topicId() {
            return description.topicId().toString();
        }

        int partitions() {
            return description.partitions().size();
        }

        int replicas() {
            return partitionMinimum(partition -> partition.replicas().size());
        }

        @Nullable
        ConfigEntry entry(String key) {
            return config.get(key);
        }

        TopicState state(Set<String> configKeys) {
            SortedMap<String, String> values = new TreeMap<>();
            for (String key : configKeys) {
                ConfigEntry entry = config.get(key);
                if (entry != null && entry.value() != null) {
                    values.put(key, entry.value());
                }
            }
            return new TopicState(
                    topicId(),
                    partitions(),
                    replicas(),
                    partitionMinimum(partition -> partition.isr().size()),
                    Math.toIntExact(description.partitions().stream()
                            .filter(partition -> partition.isr().size()
                                    < partition.replicas().size())
                            .count()),
                    values);
        }

        private int partitionMinimum(ToIntFunction<TopicPartitionInfo> size) {
            return description.partitions().stream().mapToInt(size).min().orElse(0);
        }
    }

    /** Each name's topic, or its problem; an absent topic is {@link BrokerProblem.Reason#UnknownTopic}. */
    Answers<String, Existing> read(Collection<String> names) {
        if (names.isEmpty()) {
            return new Answers<>(Map.of(), Map.of());
        }
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, KafkaFuture<TopicDescription>> descriptions =
                admin.describeTopics(names).topicNameValues();
        Map<String, KafkaFuture<Config>> configs = new LinkedHashMap<>();
        admin.describeConfigs(resources).values().forEach((resource, config) -> configs.put(resource.name(), config));

        Answers<String, TopicDescription> described = Answers.await(descriptions, this::problem);
        Answers<String, Config> configured = Answers.await(configs, this::problem);
        Map<String, Existing> existing = new LinkedHashMap<>();
        Map<String, BrokerProblem> problem = new LinkedHashMap<>(configured.problems());
        problem.putAll(described.problems());
        described.values().forEach((name, description) -> {
            Config config = configured.values().get(name);
            if (config != null) {
                existing.put(name, new Existing(description, config));
            }
        });
        return new Answers<>(existing, problem);
    }

    private BrokerProblem problem(String name, Throwable thrown) {
        return problems.translate("Topic " + name, thrown);
    }
}
