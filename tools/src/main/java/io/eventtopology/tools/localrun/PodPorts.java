package io.eventtopology.tools.localrun;

/**
 * The ports of one pod on 127.0.0.1. In a cluster each pod has its own address and all have the same ports.
 *
 * @param app of the app
 * @param daprHttp of the sidecar's HTTP API
 * @param daprGrpc of the sidecar's gRPC API
 * @param daprInternal for calls between sidecars
 * @param daprPublic of the sidecar's health and metadata
 * @param daprMetrics of the sidecar's metrics
 */
public record PodPorts(int app, int daprHttp, int daprGrpc, int daprInternal, int daprPublic, int daprMetrics) {
    static PodPorts from(LocalPorts ports) {
        return new PodPorts(ports.next(), ports.next(), ports.next(), ports.next(), ports.next(), ports.next());
    }

    void giveBackTo(LocalPorts ports) {
        ports.giveBack(app);
        ports.giveBack(daprHttp);
        ports.giveBack(daprGrpc);
        ports.giveBack(daprInternal);
        ports.giveBack(daprPublic);
        ports.giveBack(daprMetrics);
    }
}
