package io.eventtopology.planner.graph;

import io.eventtopology.planner.graph.Graph.Edge;
import io.eventtopology.planner.graph.Graph.EdgeKind;
import io.eventtopology.planner.graph.Graph.Node;
import io.eventtopology.planner.graph.Graph.NodeKind;

/** Writes a graph in the language of Graphviz (https://graphviz.org/doc/info/lang.html). */
final class DotRendering {
    private DotRendering() {}

    static String of(Graph graph) {
        StringBuilder dot = new StringBuilder("digraph topology {\n  rankdir=LR;\n");
        for (Node node : graph.nodes()) {
            dot.append("  %s [label=%s, %s];\n".formatted(quoted(node.id()), quoted(node.label()), look(node.kind())));
        }
        for (Edge edge : graph.edges()) {
            String label = edge.label().isEmpty() ? "" : "label=" + quoted(edge.label()) + ", ";
            dot.append(
                    "  %s -> %s [%s%s];\n".formatted(quoted(edge.from()), quoted(edge.to()), label, look(edge.kind())));
        }
        return dot.append("}\n").toString();
    }

    private static String look(NodeKind kind) {
        return switch (kind) {
            case SERVICE -> "shape=box, style=rounded";
            case EVENT -> "shape=cds";
            case DEAD_LETTER -> "shape=folder, color=red";
        };
    }

    private static String look(EdgeKind kind) {
        return switch (kind) {
            case PUBLISHES, DELIVERS -> "style=solid";
            case DEAD_LETTERS -> "style=dashed, color=red";
            case CALLS -> "style=dotted";
        };
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
