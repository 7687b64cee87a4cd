package io.eventtopology.planner.findings;

import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedSubscription;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Services that consume several ordered events about one entity, which are ordered each by itself only. */
final class OrderAcrossTypes {
    private OrderAcrossTypes() {}

    static Stream<Finding> of(ResolvedService service) {
        return service.subscribes().stream()
                .filter(subscription -> subscription.event().key() != null)
                .map(ResolvedSubscription::event)
                .map(event -> event.type())
                .distinct()
                .sorted()
                .collect(Collectors.groupingBy(OrderAcrossTypes::entity, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .filter(entity -> entity.getValue().size() > 1)
                .map(entity -> finding(entity.getKey(), entity.getValue()));
    }

    private static Finding finding(String entity, List<String> types) {
        return FindingCode.OrderAcrossTypes.at(
                Subjects.subscription(entity + ".*"),
                "Each event type is a topic of its own, and order by key is kept within one topic only: "
                        + String.join(", ", types) + " about one " + entity + " can arrive in any order.",
                "Make the handlers of the service independent of the order, for example by a version or time in the data.");
    }

    private static String entity(String type) {
        return type.substring(0, type.lastIndexOf('.'));
    }
}
