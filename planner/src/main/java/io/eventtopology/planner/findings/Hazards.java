package io.eventtopology.planner.findings;

import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.ResolvedService;
import io.eventtopology.planner.model.ResolvedTopology;
import java.util.List;

/** Explains hazards before anything runs. */
public final class Hazards {
    /** The hazards of a topology with the services that use it, in any order. */
    public List<Finding> of(ResolvedTopology topology, EventTopology declared, List<ResolvedService> services) {
        return List.of();
    }

    /** The hazards of a service, in any order. */
    public List<Finding> of(ResolvedService service, EventService declared) {
        return List.of();
    }
}
