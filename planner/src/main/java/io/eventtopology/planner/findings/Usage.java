package io.eventtopology.planner.findings;

import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who uses the events of one topology; names are namespace/name.
 *
 * @param publishers event → services that publish it
 * @param consumers event → services that consume it
 */
record Usage(TreeMap<String, SortedSet<String>> publishers, TreeMap<String, SortedSet<String>> consumers) {
    static Usage of(ResolvedTopology topology, List<ResolvedService> services) {
        Usage usage = new Usage(new TreeMap<>(), new TreeMap<>());
        for (ResolvedService service : services) {
            service.publishes().stream()
                    .filter(publication -> isSame(topology, publication.topology()))
                    .forEach(publication ->
                            add(usage.publishers, publication.event().type(), service));
            service.subscribes().stream()
                    .filter(subscription -> isSame(topology, subscription.topology()))
                    .forEach(subscription ->
                            add(usage.consumers, subscription.event().type(), service));
        }
        return usage;
    }

    /** Whether two are one resource. */
    static boolean isSame(ResolvedTopology one, ResolvedTopology other) {
        return one.namespace().equals(other.namespace()) && one.name().equals(other.name());
    }

    SortedSet<String> publishersOf(String event) {
        return publishers.getOrDefault(event, new TreeSet<>());
    }

    SortedSet<String> consumersOf(String event) {
        return consumers.getOrDefault(event, new TreeSet<>());
    }

    private static void add(TreeMap<String, SortedSet<String>> users, String event, ResolvedService service) {
        users.computeIfAbsent(event, e -> new TreeSet<>()).add(service.namespace() + "/" + service.name());
    }
}
