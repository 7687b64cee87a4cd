package io.eventtopology.planner.graph;

import io.eventtopology.planner.graph.Graph.Edge;
import io.eventtopology.planner.graph.Graph.EdgeKind;
import io.eventtopology.planner.graph.Graph.Node;
import io.eventtopology.planner.graph.Graph.NodeKind;
import io.eventtopology.planner.model.ResolvedCall;
import io.eventtopology.planner.model.ResolvedEvent;
import io.eventtopology.planner.model.ResolvedPublication;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedSubscription;
import io.eventtopology.planner.model.ResolvedTopology;
import io.eventtopology.planner.naming.Names;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Draws who publishes and consumes what. */
public final class GraphBuilder {
    /** Draws without state. */
    public GraphBuilder() {}

    /** The graph of a topology and the services that use it: all its events, and of the services what touches them. */
    public Graph of(ResolvedTopology topology, List<ResolvedService> services) {
        Drawing drawing = new Drawing();
        topology.events().forEach(drawing::event);
        services.forEach(service -> drawing.service(service, topology));
        return drawing.graph();
    }

    /** The graph of one service: all that it publishes, consumes and calls. */
    public Graph of(ResolvedService service) {
        Drawing drawing = new Drawing();
        drawing.service(service);
        return drawing.graph();
    }

    private static boolean isSame(ResolvedTopology one, ResolvedTopology other) {
        return one.namespace().equals(other.namespace()) && one.name().equals(other.name());
    }

    /** A graph in the making. */
    private static final class Drawing {
        private final SortedMap<String, Node> nodes = new TreeMap<>();
        private final SortedSet<Edge> edges = new TreeSet<>(Comparator.comparing(Edge::from)
                .thenComparing(Edge::to)
                .thenComparing(Edge::kind)
                .thenComparing(Edge::label));

        Graph graph() {
            return new Graph(List.copyOf(nodes.values()), List.copyOf(edges));
        }

        String event(ResolvedEvent event) {
            return node("event:" + event.type(), NodeKind.EVENT, event.type());
        }

        void service(ResolvedService service) {
            String id = serviceNode(service.namespace(), service.name());
            service.publishes().forEach(publication -> publication(id, publication));
            service.subscribes().forEach(subscription -> subscription(id, service, subscription));
            service.calls().forEach(call -> call(id, service, call));
        }

        void service(ResolvedService service, ResolvedTopology topology) {
            String id = serviceNode(service.namespace(), service.name());
            service.publishes().stream()
                    .filter(publication -> isSame(topology, publication.topology()))
                    .forEach(publication -> publication(id, publication));
            service.subscribes().stream()
                    .filter(subscription -> isSame(topology, subscription.topology()))
                    .forEach(subscription -> subscription(id, service, subscription));
            service.calls().forEach(call -> call(id, service, call));
        }

        private String serviceNode(String namespace, String name) {
            return node("service:" + namespace + "/" + name, NodeKind.SERVICE, name);
        }

        private void publication(String service, ResolvedPublication publication) {
            edges.add(new Edge(service, event(publication.event()), EdgeKind.PUBLISHES, ""));
        }

        private void subscription(String service, ResolvedService consumer, ResolvedSubscription subscription) {
            edges.add(new Edge(event(subscription.event()), service, EdgeKind.DELIVERS, subscription.route()));
            String unmatchedRoute = subscription.unmatchedRoute();
            if (unmatchedRoute != null) {
                edges.add(new Edge(event(subscription.event()), service, EdgeKind.DELIVERS, unmatchedRoute));
            }
            if (subscription.hasDeadLetterTopic()) {
                String topic = Names.deadLetterTopic(subscription, consumer.namespace(), consumer.name());
                String deadLetters = node("deadLetter:" + topic, NodeKind.DEAD_LETTER, topic);
                edges.add(new Edge(service, deadLetters, EdgeKind.DEAD_LETTERS, ""));
            }
        }

        private void call(String caller, ResolvedService service, ResolvedCall call) {
            edges.add(new Edge(caller, serviceNode(service.namespace(), call.service()), EdgeKind.CALLS, ""));
        }

        private String node(String id, NodeKind kind, String label) {
            nodes.putIfAbsent(id, new Node(id, kind, label));
            return id;
        }
    }
}
