package io.eventtopology.quickstart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Shows that at rest the operator looks and writes nothing. */
final class RestStep implements Step {
    private static final Duration SETTLE = Duration.ofSeconds(2);

    @Override
    public String title() {
        return "At rest";
    }

    @Override
    public void run(World world, Stage stage) throws InterruptedException {
        // What the repairs set off ends first.
        Thread.sleep(SETTLE);
        SortedMap<String, String> before = world.objects().versions();
        double reconciled = reconciliations(world);
        stage.check(
                "each of 5 resources is reconciled again within "
                        + World.RESYNC.plus(SETTLE).toSeconds() + " s",
                World.RESYNC.plus(SETTLE),
                () -> {
                    double more = reconciliations(world) - reconciled;
                    return Probe.expect(more >= 5, "there were " + (int) more + " reconciliations");
                });
        stage.check("and none of " + before.size() + " objects was written", Duration.ZERO, () -> {
            List<String> written = new ArrayList<>();
            world.objects().versions().forEach((object, version) -> {
                if (!version.equals(before.get(object))) {
                    written.add(object);
                }
            });
            return Probe.expect(written.isEmpty(), "written: " + String.join(", ", written));
        });
    }

    private static double reconciliations(World world) {
        return world.operator().metrics().reconciliations("EventTopology")
                + world.operator().metrics().reconciliations("EventService");
    }
}
