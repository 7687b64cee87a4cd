package io.eventtopology.quickstart;

import io.eventtopology.planner.graph.Graph;
import io.eventtopology.planner.graph.Graph.Edge;
import io.eventtopology.planner.graph.Graph.EdgeKind;
import io.eventtopology.planner.graph.Graph.Node;
import io.eventtopology.planner.graph.Graph.NodeKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Draws the planner's graph with characters: who publishes what, who consumes it, and where failures go. */
final class FlowPicture {
    private final Graph graph;
    private final Map<String, String> labels = new TreeMap<>();

    private FlowPicture(Graph graph) {
        this.graph = graph;
        graph.nodes().forEach(node -> labels.put(node.id(), node.label()));
    }

    /** One event. */
    private record Row(String publishers, String event, String consumers) {}

    /** The lines of the picture. */
    static List<String> of(Graph graph) {
        return new FlowPicture(graph).lines();
    }

    private List<String> lines() {
        List<Row> rows = graph.nodes().stream()
                .filter(node -> node.kind() == NodeKind.EVENT)
                .map(this::row)
                .sorted(Comparator.comparing(Row::publishers).thenComparing(Row::event))
                .toList();
        int publishers = widest(rows.stream().map(Row::publishers).toList());
        int events = widest(rows.stream().map(Row::event).toList());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            boolean continues = i > 0 && rows.get(i - 1).publishers().equals(row.publishers());
            boolean goesOn = i + 1 < rows.size() && rows.get(i + 1).publishers().equals(row.publishers());
            lines.add(left(row.publishers(), publishers, continues, goesOn)
                    + "▶ " + row.event()
                    + " " + "─".repeat(events - row.event().length() + 1) + "▶ " + row.consumers());
        }
        lines.addAll(deadLetters());
        lines.addAll(calls());
        return lines;
    }

    private static String left(String publishers, int width, boolean continues, boolean goesOn) {
        if (continues) {
            return " ".repeat(width) + (goesOn ? "  ├─" : "  └─");
        }
        return publishers + " " + "─".repeat(width - publishers.length() + 1) + (goesOn ? "┬─" : "──");
    }

    private Row row(Node event) {
        return new Row(
                names(event.id(), EdgeKind.PUBLISHES, Edge::to, Edge::from),
                event.label(),
                names(event.id(), EdgeKind.DELIVERS, Edge::from, Edge::to));
    }

    private String names(String event, EdgeKind kind, Function<Edge, String> end, Function<Edge, String> other) {
        String names = graph.edges().stream()
                .filter(edge -> edge.kind() == kind && end.apply(edge).equals(event))
                .map(edge -> label(other.apply(edge)))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "(nobody yet)" : names;
    }

    private List<String> deadLetters() {
        Map<String, Long> topics = graph.edges().stream()
                .filter(edge -> edge.kind() == EdgeKind.DEAD_LETTERS)
                .collect(Collectors.groupingBy(edge -> label(edge.from()), TreeMap::new, Collectors.counting()));
        return topics.entrySet().stream()
                .map(entry -> entry.getKey() + " ┄▶ " + entry.getValue()
                        + (entry.getValue() == 1 ? " dead-letter topic" : " dead-letter topics")
                        + ", for what fails for good")
                .toList();
    }

    private List<String> calls() {
        return graph.edges().stream()
                .filter(edge -> edge.kind() == EdgeKind.CALLS)
                .map(edge -> label(edge.from()) + " ··▶ " + label(edge.to()))
                .toList();
    }

    private String label(String id) {
        return labels.getOrDefault(id, id);
    }

    private static int widest(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }
}
