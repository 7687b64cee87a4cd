package io.eventtopology.tools.localrun;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What all pods share.
 *
 * @param source where Secrets and ConfigMaps are
 * @param programs what images are
 * @param sidecars how sidecars start
 * @param names the database in which sidecars find each other
 * @param listener hears of pods
 * @param longestGrace most time that a pod gets to stop; null for as long as it says
 * @param client for probes
 * @param executor for probes
 */
record PodSurroundings(
        ObjectSource source,
        Programs programs,
        SidecarCommand sidecars,
        Path names,
        RunnerListener listener,
        @Nullable Duration longestGrace,
        HttpClient client,
        Executor executor) {}
