package io.eventtopology.planner.graph;

import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import java.util.List;

/** Draws who publishes and consumes what. */
public final class GraphBuilder {
    /** The graph of a topology and the services that use it. */
    public Graph of(ResolvedTopology topology, List<ResolvedService> services) {
        return Graph.empty();
    }

    /** The graph of one service. */
    public Graph of(ResolvedService service) {
        return Graph.empty();
    }
}
