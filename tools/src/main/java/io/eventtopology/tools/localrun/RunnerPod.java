package io.eventtopology.tools.localrun;

import java.net.URI;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A pod at one moment.
 *
 * @param namespace of its Deployment
 * @param service name of its Deployment
 * @param name its own name
 * @param ready whether app and sidecar are ready
 * @param stopping whether it was told to stop
 * @param ports its ports on 127.0.0.1
 * @param appPid process id of the app; empty while it does not run
 * @param sidecarPid process id of the sidecar; empty while it does not run
 * @param restarts how often its processes were started again
 * @param problem why it is not ready, as far as it is known
 * @param folder its files: {@code app.log}, {@code daprd.log}, what the sidecar reads
 */
public record RunnerPod(
        String namespace,
        String service,
        String name,
        boolean ready,
        boolean stopping,
        PodPorts ports,
        OptionalLong appPid,
        OptionalLong sidecarPid,
        int restarts,
        String problem,
        Path folder) {
    static RunnerPod of(LocalPod pod) {
        PodIdentity identity = pod.identity();
        Supervised app = pod.process(Part.APP);
        Supervised sidecar = pod.process(Part.SIDECAR);
        return new RunnerPod(
                identity.namespace(),
                identity.service(),
                identity.name(),
                pod.isReady(),
                pod.isStopping(),
                identity.ports(),
                app.pid(),
                sidecar.pid(),
                app.restarts() + sidecar.restarts(),
                pod.problem(),
                identity.folder());
    }

    /** Where the app answers. */
    public URI app() {
        return URI.create("http://127.0.0.1:" + ports.app());
    }

    /** Where the sidecar's HTTP API answers. */
    public URI sidecar() {
        return URI.create("http://127.0.0.1:" + ports.sidecar().http());
    }

    /** The log of a process. */
    public Path log(Part part) {
        return folder.resolve(part.title() + ".log");
    }
}
