package io.eventtopology.planner;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.planner.model.Catalog;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;

/**
 * Follows the references of resources and fills in their defaults. Never throws for a stored resource, however broken: what is
 * wrong becomes a finding. One resolver looks at one state of the catalog and remembers it.
 */
public final class Resolver {
    private final TopologyResolver topologies;
    private final ServiceResolver services;

    /** A resolver of what the catalog holds now. */
    public Resolver(Catalog catalog, Platform platform) {
        this.topologies = new TopologyResolver(catalog);
        this.services = new ServiceResolver(catalog, platform, topologies);
    }

    /** The topology, with the clusters and schemas it names. */
    public Resolution<ResolvedTopology> resolve(EventTopology topology) {
        return topologies.resolve(topology);
    }

    /** The service, with the topologies and services it names; entries that lead nowhere are left out and found. */
    public Resolution<ResolvedService> resolve(EventService service) {
        return services.resolve(service);
    }
}
