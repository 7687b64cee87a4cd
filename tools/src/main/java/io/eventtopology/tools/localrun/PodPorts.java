package io.eventtopology.tools.localrun;

import io.eventtopology.tools.dapr.SidecarPorts;
import io.eventtopology.tools.port.FreePorts;
import java.util.stream.IntStream;

/**
 * The ports of one pod on 127.0.0.1. In a cluster each pod has its own address and all have the same ports.
 *
 * @param app of the app
 * @param sidecar of the sidecar
 */
public record PodPorts(int app, SidecarPorts sidecar) {
    /** Ports that are free. */
    static PodPorts free() {
        return new PodPorts(FreePorts.findOne(), SidecarPorts.free());
    }

    /** Lets others have them. */
    void giveBack() {
        IntStream.of(
                        app,
                        sidecar.http(),
                        sidecar.grpc(),
                        sidecar.internalGrpc(),
                        sidecar.metrics(),
                        sidecar.publicHttp())
                .forEach(FreePorts::giveBack);
    }
}
