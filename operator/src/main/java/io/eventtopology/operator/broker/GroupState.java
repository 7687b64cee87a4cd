package io.eventtopology.operator.broker;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka says of a consumer group.
 *
 * @param exists whether Kafka knows the group: it does as soon as a member joined or an offset was committed
 * @param consumed topics of which a member has a partition
 * @param committed topics with a committed offset; read only of groups whose members do not have all wanted topics
 * @param problem why nothing is known; null when it is
 */
public record GroupState(
        boolean exists,
        Set<String> consumed,
        Set<String> committed,
        @Nullable BrokerProblem problem) {
    /** Copies the sets. */
    public GroupState {
        consumed = Set.copyOf(consumed);
        committed = Set.copyOf(committed);
    }

    static GroupState failed(BrokerProblem problem) {
        return new GroupState(false, Set.of(), Set.of(), problem);
    }

    static GroupState absent() {
        return new GroupState(false, Set.of(), Set.of(), null);
    }
}
