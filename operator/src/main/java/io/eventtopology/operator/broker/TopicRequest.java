package io.eventtopology.operator.broker;

import io.eventtopology.planner.model.DesiredTopic;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One topic to bring into its declared state.
 *
 * <p>Kafka has no owner labels: a topic is ours when its id is the one that we recorded. Between creating a topic and recording its id the operator
 * may die, so a caller first writes down that it is about to create the topic, and as long as that note stands without an id it sets
 * {@code mayAdopt}; otherwise its own topic would look like somebody else's.
 *
 * @param topic as declared
 * @param recordedTopicId id that an earlier {@link TopicState#topicId} reported; null when none was recorded
 * @param recordedConfigKeys configuration keys that earlier declarations of this topic had; one that is no longer declared is reset to the
 *     cluster's default
 * @param mayAdopt whether an existing topic with another id, or with none recorded, is taken over rather than reported as a conflict
 */
public record TopicRequest(
        DesiredTopic topic, @Nullable String recordedTopicId, Set<String> recordedConfigKeys, boolean mayAdopt) {
    /** Copies. */
    public TopicRequest {
        recordedConfigKeys = Set.copyOf(recordedConfigKeys);
    }

    /** A request without configuration keys of earlier declarations. */
    public TopicRequest(DesiredTopic topic, @Nullable String recordedTopicId, boolean mayAdopt) {
        this(topic, recordedTopicId, Set.of(), mayAdopt);
    }
}
