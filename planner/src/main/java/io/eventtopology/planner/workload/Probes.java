package io.eventtopology.planner.workload;

import io.eventtopology.planner.model.ResolvedService;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;

/**
 * Probes of the app: bundled services answer on Quarkus' health paths; of other images only the port is known.
 *
 * @param startup whether it has started
 * @param readiness whether it takes requests
 * @param liveness whether it must be restarted
 */
record Probes(Probe startup, Probe readiness, Probe liveness) {
    /** Path that tells whether a bundled service is ready. */
    static final String READY_PATH = "/q/health/ready";

    private static final int STARTUP_PERIOD = 2;
    private static final int STARTUP_FAILURES = 90;
    private static final int PERIOD = 10;
    private static final int FAILURES = 3;
    private static final int TIMEOUT = 3;

    static Probes of(ResolvedService service) {
        return new Probes(
                probe(service, "/q/health/started", STARTUP_PERIOD, STARTUP_FAILURES),
                probe(service, READY_PATH, PERIOD, FAILURES),
                probe(service, "/q/health/live", PERIOD, FAILURES));
    }

    private static Probe probe(ResolvedService service, String path, int period, int failures) {
        ProbeBuilder probe = new ProbeBuilder()
                .withPeriodSeconds(period)
                .withTimeoutSeconds(TIMEOUT)
                .withSuccessThreshold(1)
                .withFailureThreshold(failures);
        if (service.preset() == null) {
            return probe.withNewTcpSocket()
                    .withNewPort(service.port())
                    .endTcpSocket()
                    .build();
        }
        return probe.withNewHttpGet()
                .withPath(path)
                .withNewPort(service.port())
                .withScheme("HTTP")
                .endHttpGet()
                .build();
    }
}
