package io.eventtopology.quickstart;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person chose to see.
 *
 * @param context the context of the user's kubeconfig; null for a cluster of our own, where services run on this machine
 * @param jars service → a person's own jar that runs in its place
 * @param servicesAlone whether the services are started and nothing is done to them
 * @param stays whether all of it runs on afterwards
 */
record Choice(@Nullable String context, Map<String, Path> jars, boolean servicesAlone, boolean stays) {
    /** Whether the services run on this machine. */
    boolean running() {
        return context == null;
    }
}
