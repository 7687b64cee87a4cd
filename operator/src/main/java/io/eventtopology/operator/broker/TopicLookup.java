package io.eventtopology.operator.broker;

/** What a read-only look at a topic found. */
public sealed interface TopicLookup {
    /** The topic exists. */
    record Present(TopicState state) implements TopicLookup {}

    /** The topic does not exist. */
    record Absent() implements TopicLookup {}

    /** Kafka did not say. */
    record Unknown(BrokerProblem problem) implements TopicLookup {}
}
