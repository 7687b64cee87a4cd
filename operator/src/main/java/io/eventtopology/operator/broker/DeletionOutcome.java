package io.eventtopology.operator.broker;

/** What became of a topic that was to be deleted. */
public sealed interface DeletionOutcome {
    /** It is gone, by this call. */
    record Deleted() implements DeletionOutcome {}

    /** It was gone before. */
    record Absent() implements DeletionOutcome {}

    /** A topic of that name exists with another id, so it is not ours and stays. */
    record LeftAlone(String currentTopicId) implements DeletionOutcome {}

    /** It may still exist. */
    record Failed(BrokerProblem problem) implements DeletionOutcome {}
}
