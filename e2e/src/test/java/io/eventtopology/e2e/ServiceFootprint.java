package io.eventtopology.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.tools.localrun.Part;
import io.eventtopology.tools.localrun.RunnerPod;
import io.eventtopology.tools.process.ResidentMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a running service costs.
 *
 * @param service its name
 * @param residentMegabytes resident memory of its app, see {@link ResidentMemory}; 0 when the system does not tell
 * @param startSeconds how long its last start took, as Quarkus says it
 */
record ServiceFootprint(String service, long residentMegabytes, String startSeconds) {
    /** The Deployments ask for 256Mi. */
    private static final long MOST_MEGABYTES = 250;

    private static final Pattern STARTED = Pattern.compile("started in ([0-9.]+)s");

    /** Prints what services cost, and checks their memory; the time of a start depends on what else runs, and is only printed. */
    static void check(RunningExample shop, List<String> services) {
        List<ServiceFootprint> footprints =
                services.stream().map(service -> of(shop.pod(service))).toList();
        footprints.forEach(footprint -> System.out.printf(
                "%-10s %4d MB resident, started in %s s%n",
                footprint.service, footprint.residentMegabytes, footprint.startSeconds));
        assertThat(footprints)
                .allSatisfy(footprint -> assertThat(footprint.residentMegabytes)
                        .as("resident MB of %s", footprint.service)
                        .isPositive()
                        .isLessThan(MOST_MEGABYTES));
    }

    private static ServiceFootprint of(RunnerPod pod) {
        long app = pod.appPid().orElseThrow();
        long resident = ResidentMemory.of(app).map(ResidentMemory::megabytes).orElse(0L);
        return new ServiceFootprint(pod.service(), resident, lastStart(pod.log(Part.APP)));
    }

    private static String lastStart(Path log) {
        try {
            Matcher started = STARTED.matcher(Files.readString(log));
            String last = "?";
            while (started.find()) {
                last = started.group(1);
            }
            return last;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
