package io.eventtopology.planner.workload;

import java.util.Map;
import java.util.Optional;

/** The ports that a sidecar takes in its pod, where the app cannot listen too: both share one network namespace. */
public final class SidecarPorts {
    /** Serves the health and the metadata of the sidecar, and nothing else. */
    public static final int PUBLIC = SidecarAnnotations.PUBLIC_PORT;

    /** Of daprd 1.16 to 1.18 (pkg/runtime/config.go), as the injector and our annotations set them. */
    private static final Map<Integer, String> PURPOSES = Map.of(
            3500,
            "Dapr's HTTP API",
            50001,
            "Dapr's gRPC API",
            SidecarAnnotations.PUBLIC_PORT,
            "the health and metadata of the sidecar",
            SidecarAnnotations.INTERNAL_GRPC_PORT,
            "calls between sidecars",
            SidecarAnnotations.METRICS_PORT,
            "the metrics of the sidecar");

    private SidecarPorts() {}

    /** What the sidecar uses the port for; empty when the app may have it. */
    public static Optional<String> purpose(int port) {
        return Optional.ofNullable(PURPOSES.get(port));
    }
}
