package io.eventtopology.operator.broker;

import io.eventtopology.operator.broker.BrokerProblem.Reason;
import io.eventtopology.planner.model.DesiredTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;

/**
 * One pass over a set of topics: look, then write what differs, then look at what was written. Each step is one batch for all topics; the
 * writes run at once, so that a cluster that stops answering costs three call limits at most, and one when it does not answer at all.
 */
final class TopicReconciliation {
    /** Kafka's controller refuses a request for more than 10,000 partitions (ReplicationControlManager). */
    private static final int PARTITIONS_PER_CREATION = 2_000;

    /** How long an added partition or a corrected entry may take to show; a created topic has the whole call limit, since its id is needed. */
    private static final Duration CHANGE_LIMIT = Duration.ofSeconds(2);

    private static final long BETWEEN_LOOKS_MILLIS = 100;

    private final Admin admin;
    private final ClusterConnection connection;
    private final ProblemTranslator problems;
    private final TopicReader reader;
    private final Map<String, TopicProgress> topics = new LinkedHashMap<>();

    TopicReconciliation(Admin admin, ClusterConnection connection, Collection<TopicRequest> requests) {
        this.admin = admin;
        this.connection = connection;
        this.problems = new ProblemTranslator(connection);
        this.reader = new TopicReader(admin, problems);
        for (TopicRequest request : requests) {
            topics.put(request.topic().name(), new TopicProgress(request));
        }
    }

    Map<String, TopicObservation> run() {
        List<NewTopic> absent = compare();
        Map<String, KafkaFuture<Void>> creations = startCreations(absent);
        Map<String, KafkaFuture<Void>> raises = startRaises();
        Map<String, KafkaFuture<Void>> corrections = startCorrections();
        report(succeeded(creations), succeeded(raises), succeeded(corrections));
        Map<String, TopicObservation> observations = new LinkedHashMap<>();
        topics.forEach((name, topic) -> observations.put(name, topic.observation()));
        return observations;
    }

    private TopicProgress topic(String name) {
        return Objects.requireNonNull(topics.get(name), name);
    }

    /** Compares each topic with its declaration; returns those to create. */
    private List<NewTopic> compare() {
        List<NewTopic> absent = new ArrayList<>();
        Answers<String, TopicReader.Existing> found = reader.read(topics.keySet());
        found.problems().forEach((name, problem) -> {
            if (problem.reason() == Reason.UnknownTopic) {
                absent.add(newTopic(topic(name).topic()));
            } else {
                topic(name).failed(problem);
            }
        });
        found.values().forEach((name, existing) -> topic(name).found(existing, connection));
        return absent;
    }

    private static NewTopic newTopic(DesiredTopic topic) {
        return new NewTopic(
                        topic.name(),
                        Optional.of(topic.partitions()),
                        Optional.ofNullable(topic.replicas()).map(Integer::shortValue))
                .configs(topic.config());
    }

    private Map<String, KafkaFuture<Void>> startCreations(List<NewTopic> absent) {
        Map<String, KafkaFuture<Void>> creations = new LinkedHashMap<>();
        for (List<NewTopic> batch : batches(absent)) {
            creations.putAll(admin.createTopics(batch).values());
        }
        return creations;
    }

    static List<List<NewTopic>> batches(List<NewTopic> topics) {
        List<List<NewTopic>> batches = new ArrayList<>();
        int partitions = PARTITIONS_PER_CREATION;
        for (NewTopic topic : topics) {
            if (partitions + topic.numPartitions() > PARTITIONS_PER_CREATION) {
                batches.add(new ArrayList<>());
                partitions = 0;
            }
            batches.getLast().add(topic);
            partitions += topic.numPartitions();
        }
        return batches;
    }

    private Map<String, KafkaFuture<Void>> startRaises() {
        Map<String, NewPartitions> raises = new LinkedHashMap<>();
        topics.forEach((name, topic) -> {
            if (topic.raises()) {
                raises.put(name, NewPartitions.increaseTo(topic.topic().partitions()));
            }
        });
        return raises.isEmpty() ? Map.of() : admin.createPartitions(raises).values();
    }

    private Map<String, KafkaFuture<Void>> startCorrections() {
        Map<ConfigResource, Collection<AlterConfigOp>> operations = new LinkedHashMap<>();
        topics.forEach((name, topic) -> {
            if (!topic.differences().isEmpty()) {
                operations.put(
                        new ConfigResource(ConfigResource.Type.TOPIC, name),
                        ConfigurationComparison.operations(topic.differences()));
            }
        });
        if (operations.isEmpty()) {
            return Map.of();
        }
        return admin.incrementalAlterConfigs(operations).values().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    }

    private Set<String> succeeded(Map<String, KafkaFuture<Void>> writes) {
        Answers<String, Void> answers =
                Answers.await(writes, (name, thrown) -> problems.translate("Topic " + name, thrown));
        answers.problems().forEach((name, problem) -> topic(name).failed(problem));
        return answers.values().keySet();
    }

    private void report(Set<String> created, Set<String> raised, Set<String> corrected) {
        Set<String> written = new LinkedHashSet<>(created);
        written.addAll(raised);
        written.addAll(corrected);
        Map<String, TopicReader.Existing> seen = lookAgain(written, raised, corrected);
        for (String name : written) {
            TopicReader.Existing existing = seen.get(name);
            TopicProgress topic = topic(name);
            if (existing == null) {
                topic.failed(notShown(name));
                continue;
            }
            if (created.contains(name)) {
                topic.created(existing);
            }
            if (raised.contains(name) && !topic.hasPartitions(existing)) {
                topic.failed(notShown(name));
            } else if (raised.contains(name)) {
                topic.raised(existing);
            }
            if (corrected.contains(name)) {
                topic.corrected(existing);
            }
        }
    }

    private BrokerProblem notShown(String name) {
        return new BrokerProblem(
                Reason.NotShownYet,
                "Topic %s was written, but %s does not show it yet; the next attempt reports it"
                        .formatted(name, connection.described()));
    }

    /** A broker shows what its controller decided a moment later, many partitions after some seconds: looks until it does. */
    private Map<String, TopicReader.Existing> lookAgain(
            Set<String> written, Set<String> raised, Set<String> corrected) {
        Map<String, TopicReader.Existing> seen = new LinkedHashMap<>();
        Set<String> pending = new LinkedHashSet<>(written);
        long start = System.nanoTime();
        while (!pending.isEmpty()) {
            Answers<String, TopicReader.Existing> found = reader.read(pending);
            seen.putAll(found.values());
            found.values().forEach((name, existing) -> {
                TopicProgress topic = topic(name);
                if ((!raised.contains(name) || topic.hasPartitions(existing))
                        && (!corrected.contains(name) || topic.hasConfiguration(existing))) {
                    pending.remove(name);
                }
            });
            boolean failing =
                    found.problems().values().stream().anyMatch(problem -> problem.reason() != Reason.UnknownTopic);
            Duration limit = seen.keySet().containsAll(pending) ? CHANGE_LIMIT : ClusterConnection.CALL_LIMIT;
            boolean late = System.nanoTime() - start > limit.toNanos();
            if (pending.isEmpty() || failing || late || !pause()) {
                break;
            }
        }
        return seen;
    }

    private static boolean pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
