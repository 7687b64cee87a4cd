package io.eventtopology.operator.topics;

import io.eventtopology.crds.TopicStatus;
import io.eventtopology.operator.watch.ClusterState;
import io.eventtopology.operator.watch.ResourceKind;
import io.eventtopology.planner.model.PlannedTopic;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Strimzi's Topic Operator says of a KafkaTopic. Ready, Unmanaged and ReconciliationPaused replace each other there; a
 * status of an older generation says nothing of the present one (recorded from Topic Operator 1.2).
 */
public final class StrimziTopics {
    /** Reason while Strimzi has not answered. */
    public static final String PENDING = "TopicPending";

    /** Reason while the broker cannot be reached, as on Direct clusters. */
    private static final String UNAVAILABLE = "BrokerUnavailable";

    private static final Pattern KAFKA_ERROR = Pattern.compile("org\\.apache\\.kafka\\.common\\.errors\\.\\w+");

    private final ClusterState state;

    /** Reads from the caches. */
    public StrimziTopics(ClusterState state) {
        this.state = state;
    }

    /** The state of a planned topic whose KafkaTopic has this name. */
    public TopicStatus observe(PlannedTopic planned, String namespace, String objectName) {
        Optional<GenericKubernetesResource> topic =
                state.children(ResourceKind.KAFKA_TOPIC).flatMap(cache -> cache.get(namespace, objectName));
        return topic.map(t -> read(planned, t))
                .orElseGet(() -> status(
                        planned, null, PENDING, "KafkaTopic " + namespace + "/" + objectName + " does not exist yet"));
    }

    /** The state that a KafkaTopic shows. */
    static TopicStatus read(PlannedTopic planned, GenericKubernetesResource topic) {
        String described = "KafkaTopic " + topic.getMetadata().getNamespace() + "/"
                + topic.getMetadata().getName();
        // Strimzi leaves the observed generation of an object that it leaves alone as it was: these come first.
        if (isAnnotated(topic, "strimzi.io/managed", "false")) {
            return status(
                    planned,
                    topic,
                    "Unmanaged",
                    described + " is annotated strimzi.io/managed: \"false\": Strimzi does not manage the topic."
                            + " Remove the annotation");
        }
        if (isAnnotated(topic, "strimzi.io/pause-reconciliation", "true")) {
            return status(
                    planned,
                    topic,
                    "ReconciliationPaused",
                    described + " is annotated strimzi.io/pause-reconciliation: \"true\": Strimzi does nothing"
                            + " for it. Remove the annotation");
        }
        Object observed = topic.get("status", "observedGeneration");
        if (observed instanceof Number generation
                && Objects.equals(generation.longValue(), topic.getMetadata().getGeneration())) {
            for (Map<?, ?> condition : conditions(topic)) {
                if ("Ready".equals(condition.get("type"))) {
                    return ready(planned, topic, condition, described);
                }
            }
        }
        return status(planned, topic, PENDING, described + " waits for Strimzi's Topic Operator");
    }

    private static TopicStatus ready(
            PlannedTopic planned, GenericKubernetesResource topic, Map<?, ?> condition, String described) {
        if ("True".equals(condition.get("status"))) {
            return status(planned, topic, null, null);
        }
        String message = String.valueOf(condition.get("message"));
        String reason = String.valueOf(condition.get("reason"));
        return status(
                planned,
                topic,
                reason.equals("KafkaError") && isRetriable(message) ? UNAVAILABLE : reason,
                described + ": " + message);
    }

    /** Strimzi reports whatever the broker answered as KafkaError, an unreachable broker too; Kafka knows which errors pass. */
    private static boolean isRetriable(String message) {
        Matcher error = KAFKA_ERROR.matcher(message);
        if (!error.find()) {
            return false;
        }
        try {
            return RetriableException.class.isAssignableFrom(
                    Class.forName(error.group(), false, RetriableException.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean isAnnotated(GenericKubernetesResource topic, String annotation, String value) {
        Map<String, String> annotations = topic.getMetadata().getAnnotations();
        return annotations != null && value.equals(annotations.get(annotation));
    }

    private static List<Map<?, ?>> conditions(GenericKubernetesResource topic) {
        if (!(topic.get("status", "conditions") instanceof List<?> list)) {
            return List.of();
        }
        return list.stream()
                .filter(Map.class::isInstance)
                .<Map<?, ?>>map(c -> (Map<?, ?>) c)
                .toList();
    }

    private static TopicStatus status(
            PlannedTopic planned,
            @Nullable GenericKubernetesResource topic,
            @Nullable String reason,
            @Nullable String message) {
        boolean ready = reason == null;
        return new TopicStatus(
                planned.topic().name(),
                ready,
                planned.cluster().id(),
                planned.deletionPolicy(),
                List.of(),
                ready ? number(topic, "partitions") : null,
                ready ? number(topic, "replicas") : null,
                null,
                topic != null && topic.get("status", "topicId") instanceof String id ? id : null,
                reason,
                message);
    }

    private static @Nullable Integer number(@Nullable GenericKubernetesResource topic, String member) {
        return topic != null && topic.get("spec", member) instanceof Number n ? n.intValue() : null;
    }
}
