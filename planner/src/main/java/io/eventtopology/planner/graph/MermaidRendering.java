package io.eventtopology.planner.graph;

import io.eventtopology.planner.graph.Graph.Edge;
import io.eventtopology.planner.graph.Graph.Node;
import java.util.HashMap;
import java.util.Map;

/** Writes a graph as a Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html), which Markdown viewers draw. */
final class MermaidRendering {
    private MermaidRendering() {}

    static String of(Graph graph) {
        StringBuilder chart = new StringBuilder("flowchart LR\n");
        // Ids of ours hold characters that ids of Mermaid cannot.
        Map<String, String> ids = new HashMap<>();
        for (Node node : graph.nodes()) {
            String id = "n" + ids.size();
            ids.put(node.id(), id);
            chart.append("  ").append(id).append(shape(node)).append('\n');
        }
        for (Edge edge : graph.edges()) {
            String label = edge.label().isEmpty() ? "" : "|" + quoted(edge.label()) + "|";
            chart.append("  %s %s%s %s\n".formatted(ids.get(edge.from()), arrow(edge), label, ids.get(edge.to())));
        }
        return chart.toString();
    }

    private static String shape(Node node) {
        String label = quoted(node.label());
        return switch (node.kind()) {
            case SERVICE -> "(" + label + ")";
            case EVENT -> ">" + label + "]";
            case DEAD_LETTER -> "[(" + label + ")]";
        };
    }

    private static String arrow(Edge edge) {
        return switch (edge.kind()) {
            case PUBLISHES, DELIVERS -> "-->";
            case DEAD_LETTERS, CALLS -> "-.->";
        };
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "#quot;") + '"';
    }
}
