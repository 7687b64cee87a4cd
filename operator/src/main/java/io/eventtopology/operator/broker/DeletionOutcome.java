package io.eventtopology.operator.broker;

import org.jspecify.annotations.Nullable;

/** What became of a topic that was to be deleted. */
public sealed interface DeletionOutcome {
    /** Why it may still exist; null when that is known. */
    default @Nullable BrokerProblem problem() {
        return null;
    }

    /** It is gone, by this call. */
    record Deleted() implements DeletionOutcome {}

    /** It was gone before. */
    record Absent() implements DeletionOutcome {}

    /** A topic of that name exists with another id, so it is not ours and stays. */
    record LeftAlone(String currentTopicId) implements DeletionOutcome {}

    /** It may still exist. */
    record Failed(BrokerProblem problem) implements DeletionOutcome {}
}
