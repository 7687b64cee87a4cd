package io.eventtopology.tools.localrun;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells the listener what happens to one pod. */
record PodNotices(RunnerListener listener, String namespace, String service, String pod) {
    void happened(RunnerEvent.Kind kind, @Nullable Part part, String message) {
        listener.happened(new RunnerEvent(Instant.now(), kind, namespace, service, pod, part, message));
    }
}
