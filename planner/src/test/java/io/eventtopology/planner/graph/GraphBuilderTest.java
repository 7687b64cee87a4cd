package io.eventtopology.planner.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.planner.example.ServiceExample;
import io.eventtopology.planner.example.TopologyExample;
import io.eventtopology.planner.graph.Graph.Edge;
import io.eventtopology.planner.graph.Graph.EdgeKind;
import io.eventtopology.planner.graph.Graph.Node;
import io.eventtopology.planner.graph.Graph.NodeKind;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {
    private static final String CREATED = "todos.task.created";
    private static final String DELETED = "todos.task.deleted";
    private static final String PLACED = "orders.order.placed";

    private final ResolvedTopology topology =
            new TopologyExample().event(CREATED).event(DELETED).build();
    private final ResolvedTopology orders =
            new TopologyExample().named("shop", "orders").event(PLACED).build();
    private final ResolvedService todo = new ServiceExample(topology, "todo")
            .publishes(CREATED)
            .calls("user")
            .build();
    private final ResolvedService notification = new ServiceExample(topology, "notify")
            .subscribes(CREATED)
            .subscribes(orders, PLACED, ServiceExample.delivery(5, false, null), null)
            .build();

    @Test
    void aTopologyShowsAllItsEventsAndNothingOfOtherTopologies() {
        Graph graph = new GraphBuilder().of(topology, List.of(todo, notification));

        assertThat(graph.nodes())
                .containsExactly(
                        new Node(
                                "deadLetter:todos.task.created.shop.notify.dlq",
                                NodeKind.DEAD_LETTER,
                                "todos.task.created.shop.notify.dlq"),
                        new Node("event:todos.task.created", NodeKind.EVENT, CREATED),
                        new Node("event:todos.task.deleted", NodeKind.EVENT, DELETED),
                        new Node("service:shop/notify", NodeKind.SERVICE, "notify"),
                        new Node("service:shop/todo", NodeKind.SERVICE, "todo"),
                        new Node("service:shop/user", NodeKind.SERVICE, "user"));
        assertThat(graph.edges())
                .containsExactly(
                        new Edge(
                                "event:todos.task.created",
                                "service:shop/notify",
                                EdgeKind.DELIVERS,
                                "/events/todos.task.created"),
                        new Edge(
                                "service:shop/notify",
                                "deadLetter:todos.task.created.shop.notify.dlq",
                                EdgeKind.DEAD_LETTERS,
                                ""),
                        new Edge("service:shop/todo", "event:todos.task.created", EdgeKind.PUBLISHES, ""),
                        new Edge("service:shop/todo", "service:shop/user", EdgeKind.CALLS, ""));
    }

    @Test
    void theOrderOfTheServicesDoesNotMatter() {
        assertThat(new GraphBuilder().of(topology, List.of(notification, todo)))
                .isEqualTo(new GraphBuilder().of(topology, List.of(todo, notification)));
    }

    @Test
    void aServiceShowsWhatItUsesOfEveryTopology() {
        assertThat(new GraphBuilder().of(notification).nodes())
                .extracting(Node::id)
                .containsExactly(
                        "deadLetter:todos.task.created.shop.notify.dlq",
                        "event:orders.order.placed",
                        "event:todos.task.created",
                        "service:shop/notify");
    }

    @Test
    void noDeadLetterWhereNobodyHoldsIt() {
        ResolvedTopology pubSub = new TopologyExample()
                .broker("gcpPubSub: {projectId: shop-events}")
                .event(CREATED)
                .build();

        assertThat(new GraphBuilder()
                        .of(new ServiceExample(pubSub, "notify")
                                .subscribes(CREATED)
                                .build())
                        .nodes())
                .extracting(Node::kind)
                .doesNotContain(NodeKind.DEAD_LETTER);
    }

    @Test
    void dot() {
        assertThat(new GraphBuilder().of(topology, List.of(todo, notification)).toDot())
                .isEqualTo("""
                        digraph topology {
                          rankdir=LR;
                          "deadLetter:todos.task.created.shop.notify.dlq" [label="todos.task.created.shop.notify.dlq", shape=folder, color=red];
                          "event:todos.task.created" [label="todos.task.created", shape=cds];
                          "event:todos.task.deleted" [label="todos.task.deleted", shape=cds];
                          "service:shop/notify" [label="notify", shape=box, style=rounded];
                          "service:shop/todo" [label="todo", shape=box, style=rounded];
                          "service:shop/user" [label="user", shape=box, style=rounded];
                          "event:todos.task.created" -> "service:shop/notify" [label="/events/todos.task.created", style=solid];
                          "service:shop/notify" -> "deadLetter:todos.task.created.shop.notify.dlq" [style=dashed, color=red];
                          "service:shop/todo" -> "event:todos.task.created" [style=solid];
                          "service:shop/todo" -> "service:shop/user" [style=dotted];
                        }
                        """);
    }

    @Test
    void mermaid() {
        assertThat(new GraphBuilder().of(topology, List.of(todo, notification)).toMermaid())
                .isEqualTo("""
                        flowchart LR
                          n0[("todos.task.created.shop.notify.dlq")]
                          n1>"todos.task.created"]
                          n2>"todos.task.deleted"]
                          n3("notify")
                          n4("todo")
                          n5("user")
                          n1 -->|"/events/todos.task.created"| n3
                          n3 -.-> n0
                          n4 --> n1
                          n4 -.-> n5
                        """);
    }

    @Test
    void quotesAreEscaped() {
        Graph graph = new Graph(List.of(new Node("a", NodeKind.SERVICE, "say \"hi\" \\")), List.of());

        assertThat(graph.toDot()).contains("[label=\"say \\\"hi\\\" \\\\\"");
        assertThat(graph.toMermaid()).contains("(\"say #quot;hi#quot; \\\")");
    }

    @Test
    void nothing() {
        assertThat(Graph.empty().toDot()).isEqualTo("digraph topology {\n  rankdir=LR;\n}\n");
        assertThat(Graph.empty().toMermaid()).isEqualTo("flowchart LR\n");
    }
}
