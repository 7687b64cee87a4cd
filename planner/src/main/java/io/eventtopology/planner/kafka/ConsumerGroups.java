package io.eventtopology.planner.kafka;

import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.PlannedGroup;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedSubscription;
import io.eventtopology.planner.naming.Names;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Says which consumer groups a service has. */
public final class ConsumerGroups {
    private ConsumerGroups() {}

    /** One group on each Kafka cluster that the service consumes from, sorted by cluster; none on other brokers. */
    public static List<PlannedGroup> of(ResolvedService service) {
        SortedMap<String, KafkaCluster> clusters = new TreeMap<>();
        SortedMap<String, TreeSet<String>> topics = new TreeMap<>();
        for (ResolvedSubscription subscription : service.subscribes()) {
            KafkaCluster cluster = subscription.topology().kafka();
            if (cluster != null) {
                clusters.put(cluster.id(), cluster);
                topics.computeIfAbsent(cluster.id(), id -> new TreeSet<>())
                        .add(subscription.event().type());
            }
        }
        String group = Names.consumerGroup(service.namespace(), service.name());
        return clusters.entrySet().stream()
                .map((Map.Entry<String, KafkaCluster> entry) ->
                        new PlannedGroup(entry.getValue(), group, List.copyOf(topics.get(entry.getKey()))))
                .toList();
    }
}
