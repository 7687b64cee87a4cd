package io.eventtopology.operator.broker;

import org.jspecify.annotations.Nullable;

/** What a read-only look at a topic found. */
public sealed interface TopicLookup {
    /** Why Kafka did not say; null when it did. */
    default @Nullable BrokerProblem problem() {
        return null;
    }

    /** The topic exists. */
    record Present(TopicState state) implements TopicLookup {}

    /** The topic does not exist. */
    record Absent() implements TopicLookup {}

    /** Kafka did not say. */
    record Unknown(BrokerProblem problem) implements TopicLookup {}
}
