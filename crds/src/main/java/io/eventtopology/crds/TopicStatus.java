package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A topic as it was last observed.
 *
 * @param name Name of the topic.
 * @param ready Whether it is as declared.
 * @param cluster Cluster that it is on, as name or namespace/name.
 * @param deletionPolicy Retain or Delete: what happens to it when its declaration goes.
 * @param configKeys Keys of its configuration that were declared; a key that is no longer declared is reset.
 * @param partitions Partitions that exist.
 * @param replicas Replicas of each partition.
 * @param inSyncReplicas Fewest in-sync replicas of a partition.
 * @param topicId Id that the broker gave it.
 * @param reason Why it is not ready, one word.
 * @param message Why it is not ready, for people.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TopicStatus(
        @JsonPropertyDescription("Name of the topic.") @Required
        String name,

        @JsonPropertyDescription("Whether it is as declared.") @Required
        Boolean ready,

        @JsonPropertyDescription("Cluster that it is on, as name or namespace/name.") @Nullable
        String cluster,

        @JsonPropertyDescription("Retain or Delete: what happens to it when its declaration goes.") @Nullable
        DeletionPolicy deletionPolicy,

        @JsonPropertyDescription(
                "Keys of its configuration that were declared; a key that is no longer declared is reset.")
        List<String> configKeys,

        @JsonPropertyDescription("Partitions that exist.") @Nullable
        Integer partitions,

        @JsonPropertyDescription("Replicas of each partition.") @Nullable
        Integer replicas,

        @JsonPropertyDescription("Fewest in-sync replicas of a partition.") @Nullable
        Integer inSyncReplicas,

        @JsonPropertyDescription("Id that the broker gave it.") @Nullable
        String topicId,

        @JsonPropertyDescription("Why it is not ready, one word.") @Nullable
        String reason,

        @JsonPropertyDescription("Why it is not ready, for people.") @Nullable
        String message) {
    /**
     * Absent lists read as empty.
     *
     * @throws NullPointerException when a required member is absent
     */
    public TopicStatus {
        configKeys = configKeys == null ? List.of() : List.copyOf(configKeys);
        Objects.requireNonNull(name, "name is required");
        Objects.requireNonNull(ready, "ready is required");
    }
}
