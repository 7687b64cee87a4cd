package io.eventtopology.planner;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.planner.graph.Graph;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.Plan;
import io.eventtopology.planner.model.Platform;
import java.util.List;

/** Turns resources into plans. Pure: the same resources give the same plan, to the byte, whatever their order. */
public final class Planner {
    private final Platform platform;

    /** A planner for an installation. */
    public Planner(Platform platform) {
        this.platform = platform;
    }

    /** What a topology becomes: the topics of its events, and its bundled services as EventService objects. */
    public Plan plan(EventTopology topology, Catalog catalog) {
        return new Plan(List.of(), List.of(), List.of(), List.of(), List.of(), Graph.empty());
    }

    /** What a service becomes: dead-letter topics, user, components, subscriptions, policies and workload. */
    public Plan plan(EventService service, Catalog catalog) {
        return new Plan(List.of(), List.of(), List.of(), List.of(), List.of(), Graph.empty());
    }
}
