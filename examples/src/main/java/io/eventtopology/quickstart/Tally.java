package io.eventtopology.quickstart;

import io.eventtopology.tools.localrun.RunnerPod;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds up what services count. A pod begins at zero, so the last figures of pods that are gone are kept. */
final class Tally {
    private static final Logger log = LoggerFactory.getLogger(Tally.class);

    private final Map<String, Counted> pods = new HashMap<>();

    /** The figures of a pod. */
    private record Counted(String service, Figures figures) {}

    /** Asks every pod. One that does not answer, or has no metrics, keeps what it had. */
    void update(LocalServices services) throws InterruptedException {
        for (RunnerPod pod : services.pods()) {
            try {
                Figures figures = Figures.of(new ServiceApi(pod.app()).text("/q/metrics"));
                pods.put(pod.name(), new Counted(pod.service(), figures));
            } catch (IOException e) {
                log.info("No metrics of {}: {}", pod.name(), e.getMessage());
            }
        }
    }

    /** The figures of each service that has any. */
    SortedMap<String, Figures> byService() {
        SortedMap<String, Figures> sums = new TreeMap<>();
        pods.values().forEach(pod -> sums.merge(pod.service(), pod.figures(), Figures::plus));
        return sums;
    }
}
