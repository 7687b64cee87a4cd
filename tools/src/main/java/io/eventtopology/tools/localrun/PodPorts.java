package io.eventtopology.tools.localrun;

import io.eventtopology.tools.dapr.SidecarPorts;
import java.util.stream.IntStream;

/**
 * The ports of one pod on 127.0.0.1. In a cluster each pod has its own address and all have the same ports.
 *
 * @param app of the app
 * @param sidecar of the sidecar
 */
public record PodPorts(int app, SidecarPorts sidecar) {
    static PodPorts from(LocalPorts ports) {
        return new PodPorts(
                ports.next(), new SidecarPorts(ports.next(), ports.next(), ports.next(), ports.next(), ports.next()));
    }

    void giveBackTo(LocalPorts ports) {
        IntStream.of(
                        app,
                        sidecar.http(),
                        sidecar.grpc(),
                        sidecar.internalGrpc(),
                        sidecar.metrics(),
                        sidecar.publicHttp())
                .forEach(ports::giveBack);
    }
}
