package io.eventtopology.operator.broker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a {@link TopicRequest}.
 *
 * @param outcome the most important of what happened
 * @param state the topic after it, as the broker reports it; never null for an outcome without a problem; null when it could not be read or does not
 *     exist
 * @param corrections configuration entries that were set right, by key, whatever the outcome
 * @param problem why the topic is not as declared; null when it is
 * @param note what a person should know about a success, for example that a deleted topic was created anew and is empty; usually null
 */
public record TopicObservation(
        String name,
        Outcome outcome,
        @Nullable TopicState state,
        List<ConfigurationCorrection> corrections,
        @Nullable BrokerProblem problem,
        @Nullable String note) {
    /** What happened, the most important last decides. */
    public enum Outcome {
        /** Nothing was written. */
        Unchanged,
        /** Configuration entries that differed were set right. */
        ConfigurationCorrected,
        /** Partitions were added. */
        PartitionsRaised,
        /** An existing topic was taken over. */
        Adopted,
        /** The topic was created. */
        Created,
        /** Kafka or the operator cannot make a declared change; the topic is intact and its other changes were made. */
        Refused,
        /** The topic belongs to somebody else and was not touched. */
        Conflict,
        /** Kafka did not do it; another attempt may help. */
        Failed
    }

    /** Copies. */
    public TopicObservation {
        corrections = List.copyOf(corrections);
    }

    /** Whether the topic is as declared. */
    public boolean ready() {
        return problem == null;
    }
}
