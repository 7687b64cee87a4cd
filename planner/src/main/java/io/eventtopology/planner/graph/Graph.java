package io.eventtopology.planner.graph;

import java.util.List;

/**
 * Who publishes and consumes what. Sorted, so that the same input gives the same graph.
 *
 * @param nodes services and events
 * @param edges from publisher to event, from event to consumer, from caller to callee, from subscription to dead letter
 */
public record Graph(List<Node> nodes, List<Edge> edges) {
    /** Copies the lists. */
    public Graph {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }

    /** A graph of nothing. */
    public static Graph empty() {
        return new Graph(List.of(), List.of());
    }

    /** The graph in the language of Graphviz. */
    public String toDot() {
        return DotRendering.of(this);
    }

    /** The graph as a Mermaid flowchart. */
    public String toMermaid() {
        return MermaidRendering.of(this);
    }

    /** What a node stands for. */
    public enum NodeKind {
        /** An EventService. */
        SERVICE,
        /** An event and its topic. */
        EVENT,
        /** A dead-letter topic. */
        DEAD_LETTER
    }

    /** What an edge stands for. */
    public enum EdgeKind {
        /** A service publishes an event. */
        PUBLISHES,
        /** An event is delivered to a service. */
        DELIVERS,
        /** Failed deliveries of a service go to a dead-letter topic. */
        DEAD_LETTERS,
        /** A service calls another synchronously. */
        CALLS
    }

    /**
     * A node.
     *
     * @param id unique: kind and name, for example service:shop/notify or event:todos.task.created
     * @param kind what it stands for
     * @param label text for people
     */
    public record Node(String id, NodeKind kind, String label) {}

    /**
     * An edge.
     *
     * @param from id of a node
     * @param to id of a node
     * @param kind what it stands for
     * @param label text for people, for example the route; may be empty
     */
    public record Edge(String from, String to, EdgeKind kind, String label) {}
}
