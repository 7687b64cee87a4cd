package io.eventtopology.tools.localrun;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a pod.
 *
 * @param time when
 * @param kind what
 * @param namespace of the pod
 * @param service name of its Deployment
 * @param pod its name
 * @param part the process; null when it is about the pod
 * @param message for people; of a process that died its exit status and the end of its log
 */
public record RunnerEvent(
        Instant time,
        Kind kind,
        String namespace,
        String service,
        String pod,
        @Nullable Part part,
        String message) {

    /** What can happen. */
    public enum Kind {
        /** A pod waits for something that it refers to, for example a Secret. */
        WAITING,
        /** A process started for the first time. */
        STARTED,
        /** App and sidecar of a pod are ready. */
        READY,
        /** A pod is not ready any more. */
        NOT_READY,
        /** A process ended by itself or was killed. */
        DIED,
        /** A process started again. */
        RESTARTED,
        /** A pod is told to stop. */
        STOPPING,
        /** Both processes of a pod are gone. */
        STOPPED
    }
}
