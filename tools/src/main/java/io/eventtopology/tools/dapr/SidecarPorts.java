package io.eventtopology.tools.dapr;

import io.eventtopology.tools.port.FreePorts;
import java.util.List;

/**
 * The ports of one sidecar, all of 127.0.0.1.
 *
 * @param http Dapr's HTTP API: the app's {@code DAPR_HTTP_PORT}
 * @param grpc Dapr's gRPC API: the app's {@code DAPR_GRPC_PORT}
 * @param internalGrpc where other sidecars call this one
 * @param metrics Prometheus metrics, {@code /metrics}
 * @param publicHttp health and metadata only; 3501 in a pod
 */
public record SidecarPorts(int http, int grpc, int internalGrpc, int metrics, int publicHttp) {

    /** Ports that were free a moment ago. */
    public static SidecarPorts free() {
        List<Integer> ports = FreePorts.find(5);
        return new SidecarPorts(ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4));
    }

    /** daprd's flags for them. */
    public List<String> arguments() {
        return List.of(
                "--dapr-listen-addresses",
                "127.0.0.1",
                "--dapr-http-port",
                Integer.toString(http),
                "--dapr-grpc-port",
                Integer.toString(grpc),
                "--dapr-internal-grpc-listen-address",
                "127.0.0.1",
                "--dapr-internal-grpc-port",
                Integer.toString(internalGrpc),
                "--dapr-public-listen-address",
                "127.0.0.1",
                "--dapr-public-port",
                Integer.toString(publicHttp),
                "--metrics-listen-address",
                "127.0.0.1",
                "--metrics-port",
                Integer.toString(metrics));
    }
}
