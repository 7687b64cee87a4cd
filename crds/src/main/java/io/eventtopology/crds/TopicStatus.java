package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
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
        @JsonPropertyDescription("Name of the topic.") @Required @Size(min = 1, max = 249)
        String name,

        @JsonPropertyDescription("Whether it is as declared.") @Required
        Boolean ready,

        @JsonPropertyDescription("Cluster that it is on, as name or namespace/name.")
        @Size(min = 1, max = 317)
        @Nullable
        String cluster,

        @JsonPropertyDescription("Retain or Delete: what happens to it when its declaration goes.") @Nullable
        DeletionPolicy deletionPolicy,

        @JsonPropertyDescription(
                "Keys of its configuration that were declared; a key that is no longer declared is reset.")
        @Size(max = 64)
        List<@Size(min = 1, max = 128) String> configKeys,

        @JsonPropertyDescription("Partitions that exist.") @Min(0) @Max(2147483647) @Nullable
        Integer partitions,

        @JsonPropertyDescription("Replicas of each partition.") @Min(0) @Max(32767) @Nullable
        Integer replicas,

        @JsonPropertyDescription("Fewest in-sync replicas of a partition.") @Min(0) @Max(32767) @Nullable
        Integer inSyncReplicas,

        @JsonPropertyDescription("Id that the broker gave it.") @Size(min = 1, max = 64) @Nullable
        String topicId,

        @JsonPropertyDescription("Why it is not ready, one word.") @Size(min = 1, max = 128) @Nullable
        String reason,

        @JsonPropertyDescription("Why it is not ready, for people.") @Size(max = 1024) @Nullable
        String message) {
    /**
     * Absent lists read as empty. Cuts a reason, a message or a list that is longer than the schema allows.
     *
     * @throws NullPointerException when a required member is absent
     */
    public TopicStatus {
        configKeys = Clipped.list(configKeys, 64);
        reason = Clipped.optional(reason, 128);
        message = Clipped.optional(message, 1024);
        Objects.requireNonNull(name, "name is required");
        Objects.requireNonNull(ready, "ready is required");
    }

    /** The same topic under another policy. */
    public TopicStatus withDeletionPolicy(DeletionPolicy policy) {
        return new TopicStatus(
                name,
                ready,
                cluster,
                policy,
                configKeys,
                partitions,
                replicas,
                inSyncReplicas,
                topicId,
                reason,
                message);
    }
}
