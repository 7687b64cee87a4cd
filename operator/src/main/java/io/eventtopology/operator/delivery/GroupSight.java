package io.eventtopology.operator.delivery;

import io.eventtopology.operator.broker.BrokerProblem;
import io.eventtopology.operator.broker.GroupState;
import io.eventtopology.operator.delivery.WantedDelivery.Group;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of a consumer group.
 *
 * @param group the group
 * @param state what Kafka says; empty while it was not asked yet, or cannot be
 * @param since since when a topic is not consumed; without meaning when all are
 */
record GroupSight(Group group, Optional<GroupState> state, Instant since) {
    /** Why the cluster says nothing, other than that it does not let the operator look at groups. */
    Optional<BrokerProblem> problem() {
        return state.map(GroupState::problem).filter(found -> found.reason() != BrokerProblem.Reason.NotAuthorized);
    }

    boolean isHidden() {
        return !group.readable()
                || state.map(GroupState::problem)
                        .filter(found -> found.reason() == BrokerProblem.Reason.NotAuthorized)
                        .isPresent();
    }

    /** Topics that no member consumes; none while nobody knows. */
    List<String> unconsumed() {
        return unconsumed(group, state);
    }

    static List<String> unconsumed(Group group, Optional<GroupState> state) {
        return state.filter(known -> known.problem() == null).stream()
                .flatMap(known -> group.topics().stream()
                        .filter(topic -> !known.consumed().contains(topic)))
                .toList();
    }

    String describedPlace() {
        return "on Kafka cluster " + group.cluster();
    }
}
