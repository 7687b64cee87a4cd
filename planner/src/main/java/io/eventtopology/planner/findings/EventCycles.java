package io.eventtopology.planner.findings;

import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.FindingCode;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
 * Services that answer each other's events in a circle. Which consumed event makes a service publish is not declared, so a circle
 * is a hazard, not a proof: a saga that ends has one too. For each group of services that reach each other there is one finding,
 * which names the shortest circle through its first event.
 */
final class EventCycles {
    private static final String EVENT = "event ";
    private static final String SERVICE = "service ";

    /** Node → nodes that it leads to: an event to its consumers, a service to what it publishes. */
    private final SortedMap<String, SortedSet<String>> next = new TreeMap<>();

    private EventCycles(ResolvedTopology topology, List<ResolvedService> services) {
        for (ResolvedService service : services) {
            String node = SERVICE + service.namespace() + "/" + service.name();
            service.publishes().stream()
                    .filter(publication -> Usage.isSame(topology, publication.topology()))
                    .forEach(publication ->
                            link(node, EVENT + publication.event().type()));
            service.subscribes().stream()
                    .filter(subscription -> Usage.isSame(topology, subscription.topology()))
                    .forEach(subscription -> link(EVENT + subscription.event().type(), node));
        }
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
        SortedSet<String> others = new TreeSet<>(group);
        others.removeAll(circle);
        String further = others.isEmpty()
                ? ""
                : " In further circles with them: "
                        + String.join(
                                ", ", others.stream().map(EventCycles::name).toList()) + ".";
        return FindingCode.EventCycle.at(
                Subjects.event(name(circle.getFirst())),
                "Events can go round without end: "
                        + String.join(
                                " → ", circle.stream().map(EventCycles::name).toList()) + "." + further,
                "Make sure that one of the services does not publish in answer to the event of this circle, as a saga that ends does; otherwise take one subscription or publication away.");
    }

    private static String name(String node) {
        return node.substring(node.indexOf(' ') + 1);
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
