package io.eventtopology.planner.findings;

import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedPublication;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Services that may answer each other's events in a circle. Which consumed event makes a service publish is known of bundled
 * services only; of others any may, so that a circle is worth a look and proves nothing: a saga that ends has one too. For each
 * group of services that reach each other there is one finding, which names the shortest circle through its first event.
 */
final class EventCycles {
    private static final String EVENT = "event ";
    private static final String SERVICE = "service ";

    /** Node → nodes that it leads to: an event to what its consumers may publish in answer, such an answer to the event that it is. */
    private final SortedMap<String, SortedSet<String>> next = new TreeMap<>();

    private EventCycles(ResolvedTopology topology, List<ResolvedService> services) {
        for (ResolvedService service : services) {
            for (ResolvedPublication publication : service.publishes()) {
                if (Usage.isSame(topology, publication.topology())) {
                    answers(topology, service, publication);
                }
            }
        }
    }

    private void answers(ResolvedTopology topology, ResolvedService service, ResolvedPublication publication) {
        String published = publication.event().type();
        String answer = SERVICE + service.namespace() + "/" + service.name() + " " + published;
        link(answer, EVENT + published);
        service.subscribes().stream()
                .filter(subscription -> Usage.isSame(topology, subscription.topology()))
                .map(subscription -> subscription.event().type())
                .filter(publication::mayAnswer)
                .forEach(consumed -> link(EVENT + consumed, answer));
    }

    static Stream<Finding> of(ResolvedTopology topology, List<ResolvedService> services) {
        EventCycles cycles = new EventCycles(topology, services);
        SortedSet<String> named = new TreeSet<>();
        List<Finding> findings = new ArrayList<>();
        for (String node : cycles.next.keySet()) {
            if (!node.startsWith(EVENT) || named.contains(node)) {
                continue;
            }
            List<String> circle = cycles.shortestCircle(node);
            if (!circle.isEmpty()) {
                SortedSet<String> group = cycles.reachingEachOther(node);
                named.addAll(group);
                findings.add(finding(circle, group));
            }
        }
        return findings.stream();
    }

    private static Finding finding(List<String> circle, SortedSet<String> group) {
        SortedSet<String> others = new TreeSet<>(names(group));
        others.removeAll(names(circle));
        String further = others.isEmpty() ? "" : " In further circles with them: " + String.join(", ", others) + ".";
        return FindingCode.EventCycle.at(
                Subjects.event(name(circle.getFirst())),
                "Events may go round: " + String.join(" → ", names(circle)) + "." + further
                        + " Whether they do is up to the services; what makes them publish is not declared.",
                "Nothing, if the circle ends: a service in it publishes for another reason than the event before it, or once only, as in a saga. Otherwise take one subscription or publication away.");
    }

    private static List<String> names(Collection<String> nodes) {
        return nodes.stream().map(EventCycles::name).toList();
    }

    private static String name(String node) {
        return node.split(" ", -1)[1];
    }

    private void link(String from, String to) {
        next.computeIfAbsent(from, n -> new TreeSet<>()).add(to);
    }

    private SortedSet<String> nextOf(String node) {
        return next.getOrDefault(node, Collections.emptySortedSet());
    }

    /** From the node over others back to it, both ends included; empty when there is no way. */
    private List<String> shortestCircle(String start) {
        Map<String, String> cameFrom = new HashMap<>();
        Deque<String> waiting = new ArrayDeque<>(List.of(start));
        while (!waiting.isEmpty()) {
            String node = waiting.remove();
            for (String neighbour : nextOf(node)) {
                if (neighbour.equals(start)) {
                    return way(start, node, cameFrom);
                }
                if (cameFrom.putIfAbsent(neighbour, node) == null) {
                    waiting.add(neighbour);
                }
            }
        }
        return List.of();
    }

    private static List<String> way(String start, String last, Map<String, String> cameFrom) {
        Deque<String> way = new ArrayDeque<>(List.of(start));
        for (String node = last; node != null && !node.equals(start); node = cameFrom.get(node)) {
            way.addFirst(node);
        }
        way.addFirst(start);
        return List.copyOf(way);
    }

    private SortedSet<String> reachingEachOther(String node) {
        SortedSet<String> group = new TreeSet<>();
        for (String reached : reachable(node)) {
            if (reachable(reached).contains(node)) {
                group.add(reached);
            }
        }
        return group;
    }

    private SortedSet<String> reachable(String start) {
        SortedSet<String> reached = new TreeSet<>();
        Deque<String> waiting = new ArrayDeque<>(nextOf(start));
        while (!waiting.isEmpty()) {
            String node = waiting.remove();
            if (reached.add(node)) {
                waiting.addAll(nextOf(node));
            }
        }
        return reached;
    }
}
