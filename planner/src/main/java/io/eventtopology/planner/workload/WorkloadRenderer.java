package io.eventtopology.planner.workload;

import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResolvedService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/** Renders what runs a service. */
public final class WorkloadRenderer {
    /** The objects that run the service, complete with labels; none for wiring only. */
    public List<HasMetadata> render(ResolvedService service, Platform platform, SidecarSettings sidecar) {
        return List.of();
    }
}
