package io.eventtopology.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.planner.graph.Graph;
import io.eventtopology.planner.graph.Graph.Edge;
import io.eventtopology.planner.graph.Graph.EdgeKind;
import io.eventtopology.planner.graph.Graph.Node;
import io.eventtopology.planner.graph.Graph.NodeKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The picture of the flow. */
class FlowPictureTest {
    @Test
    void publishers_fork_into_events_and_events_lead_to_consumers() {
        Graph graph = new Graph(
                List.of(
                        new Node("e:one", NodeKind.EVENT, "a.b.one"),
                        new Node("e:three", NodeKind.EVENT, "a.b.three"),
                        new Node("e:lost", NodeKind.EVENT, "c.d.lost"),
                        new Node("s:todo", NodeKind.SERVICE, "todo"),
                        new Node("s:mail", NodeKind.SERVICE, "mail"),
                        new Node("s:count", NodeKind.SERVICE, "count"),
                        new Node("d:mail", NodeKind.DEAD_LETTER, "a.b.one.shop.mail.dlq")),
                List.of(
                        new Edge("s:todo", "e:one", EdgeKind.PUBLISHES, ""),
                        new Edge("s:todo", "e:three", EdgeKind.PUBLISHES, ""),
                        new Edge("e:one", "s:mail", EdgeKind.DELIVERS, "/one"),
                        new Edge("e:one", "s:count", EdgeKind.DELIVERS, "/one"),
                        new Edge("e:one", "s:count", EdgeKind.DELIVERS, "/rest"),
                        new Edge("e:three", "s:count", EdgeKind.DELIVERS, "/three"),
                        new Edge("s:mail", "d:mail", EdgeKind.DEAD_LETTERS, ""),
                        new Edge("s:todo", "s:mail", EdgeKind.CALLS, "")));

        assertThat(FlowPicture.of(graph))
                .containsExactly(
                        "(nobody yet) ───▶ c.d.lost ──▶ (nobody yet)",
                        "todo ─────────┬─▶ a.b.one ───▶ count, mail",
                        "              └─▶ a.b.three ─▶ count",
                        "mail ┄▶ 1 dead-letter topic, for what fails for good",
                        "todo ··▶ mail");
    }

    @Test
    void nothing_gives_no_picture() {
        assertThat(FlowPicture.of(Graph.empty())).isEmpty();
    }
}
