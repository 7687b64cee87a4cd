package io.eventtopology.quickstart;

import io.eventtopology.quickstart.Table.Cell;
import io.eventtopology.tools.localrun.RunnerPod;
import io.eventtopology.tools.process.ResidentMemory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Shows the processes that run: each service with its sidecar. */
final class ServicesStep implements Step {
    /** Most memory that a service may keep resident, in megabytes; what a process of the same service takes on a cluster too. */
    private static final long MEMORY = 250;

    @Override
    public String title() {
        return "The services run";
    }

    @Override
    public void run(World world, Stage stage) throws InterruptedException {
        LocalServices services = world.shop().services();
        stage.check(
                "each of " + String.join(", ", LocalServices.NAMES) + " is ready, and its sidecar too",
                Quickstart.ROLLOUT,
                () -> {
                    Set<String> found = services.pods().stream()
                            .map(RunnerPod::service)
                            .collect(Collectors.toCollection(TreeSet::new));
                    return Probe.expect(found.containsAll(LocalServices.NAMES), "there are " + found)
                            .or(services::complaint);
                });
        stage.console().table(table(services));
        stage.console().line("");
        stage.check(
                "no service keeps more than " + MEMORY + " MB resident",
                () -> services.pods().stream()
                        .filter(pod -> megabytes(pod.appPid()).orElse(0) > MEMORY)
                        .findFirst()
                        .map(pod -> pod.service() + " has " + resident(pod.appPid()) + " MB"));
    }

    private static Table table(LocalServices services) {
        Table table = new Table("SERVICE", "READY", "AFTER", "PID", "MB", "SIDECAR PID", "MB", "ADDRESS");
        for (RunnerPod pod : services.pods()) {
            table.row(List.of(
                    new Cell(pod.service(), Tint.NONE),
                    pod.ready() ? new Cell("yes", Tint.GOOD) : new Cell("no", Tint.WARNING),
                    new Cell(
                            services.startOf(pod)
                                    .map(ServicesStep::milliseconds)
                                    .orElse(""),
                            Tint.NONE),
                    new Cell(text(pod.appPid()), Tint.NONE),
                    new Cell(resident(pod.appPid()), Tint.NONE),
                    new Cell(text(pod.sidecarPid()), Tint.NONE),
                    new Cell(resident(pod.sidecarPid()), Tint.NONE),
                    new Cell(services.address(pod.service()).toString(), Tint.NONE)));
        }
        return table;
    }

    private static String milliseconds(Duration time) {
        return time.toMillis() + " ms";
    }

    private static String text(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "";
    }

    private static String resident(OptionalLong pid) {
        return text(megabytes(pid));
    }

    private static OptionalLong megabytes(OptionalLong pid) {
        Optional<ResidentMemory> memory = pid.isPresent() ? ResidentMemory.of(pid.getAsLong()) : Optional.empty();
        return memory.map(found -> OptionalLong.of(found.megabytes())).orElse(OptionalLong.empty());
    }
}
