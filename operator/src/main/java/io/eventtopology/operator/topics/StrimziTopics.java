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
import org.jspecify.annotations.Nullable;

/**
 * Reads what Strimzi's Topic Operator says of a KafkaTopic. Ready, Unmanaged and ReconciliationPaused replace each other there; a
 * status of an older generation says nothing of the present one (recorded from Topic Operator 1.2).
 */
public final class StrimziTopics {
    /** Reason while Strimzi has not answered. */
    public static final String PENDING = "TopicPending";

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
        Object observed = topic.get("status", "observedGeneration");
        if (!(observed instanceof Number generation)
                || !Objects.equals(generation.longValue(), topic.getMetadata().getGeneration())) {
            return status(planned, topic, PENDING, described + " waits for Strimzi's Topic Operator");
        }
        for (Map<?, ?> condition : conditions(topic)) {
            String type = String.valueOf(condition.get("type"));
            boolean holds = "True".equals(condition.get("status"));
            if (type.equals("Ready")) {
                return holds
                        ? status(planned, topic, null, null)
                        : status(
                                planned,
                                topic,
                                String.valueOf(condition.get("reason")),
                                described + ": " + condition.get("message"));
            }
            if (type.equals("Unmanaged") && holds) {
                return status(
                        planned,
                        topic,
                        "Unmanaged",
                        described + " is annotated strimzi.io/managed: \"false\": Strimzi does not manage the topic."
                                + " Remove the annotation");
            }
            if (type.equals("ReconciliationPaused") && holds) {
                return status(
                        planned,
                        topic,
                        "ReconciliationPaused",
                        described + " is annotated strimzi.io/pause-reconciliation: \"true\": Strimzi does nothing"
                                + " for it. Remove the annotation");
            }
        }
        return status(planned, topic, PENDING, described + " waits for Strimzi's Topic Operator");
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
