package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A topic as it was last observed.
 *
 * @param name Name of the topic.
 * @param ready Whether it is as declared.
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
    /** @throws NullPointerException when a required member is absent */
    public TopicStatus {
        Objects.requireNonNull(name, "name is required");
        Objects.requireNonNull(ready, "ready is required");
    }
}
