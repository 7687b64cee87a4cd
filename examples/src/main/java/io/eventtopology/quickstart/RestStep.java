package io.eventtopology.quickstart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Shows that at rest the operator looks and writes nothing. */
final class RestStep implements Step {
    /** Longer than the operator lets details of a status hold still before it writes them, which is 10 s. */
    private static final Duration STILL = Duration.ofSeconds(12);

    private static final int RECONCILIATIONS = 5;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    @Override
    public String title() {
        return "At rest";
    }

    @Override
    public void run(World world, Stage stage) throws InterruptedException {
        Stillness stillness = new Stillness(world);
        stage.check(
                "for " + STILL.toSeconds() + " s none of " + stillness.versions.size()
                        + " objects is written, while the operator reconciles at least " + RECONCILIATIONS + " times",
                stillness);
    }

    /** Looks for what was written since things last moved. */
    private static final class Stillness implements Probe {
        private final World world;
        private SortedMap<String, String> versions;
        private double reconciled;
        private long since;

        Stillness(World world) {
            this.world = world;
            versions = look();
            begin();
        }

        private void begin() {
            since = System.nanoTime();
            reconciled = reconciliations();
        }

        @Override
        public Optional<String> complaint() throws InterruptedException {
            Thread.sleep(BETWEEN_LOOKS);
            SortedMap<String, String> now = look();
            if (!now.equals(versions)) {
                List<String> written = new ArrayList<>();
                now.forEach((object, version) -> {
                    if (!version.equals(versions.get(object))) {
                        written.add(object);
                    }
                });
                versions = now;
                begin();
                return Optional.of("written: " + String.join(", ", written));
            }
            Duration still = Duration.ofNanos(System.nanoTime() - since);
            int more = (int) (reconciliations() - reconciled);
            return Probe.expect(
                    still.compareTo(STILL) >= 0 && more >= RECONCILIATIONS,
                    "still for " + still.toSeconds() + " s and " + more + " reconciliations");
        }

        private SortedMap<String, String> look() {
            return world.objects().versions(world.cluster().runsPods());
        }

        private double reconciliations() {
            return world.operator().metrics().reconciliations("EventTopology")
                    + world.operator().metrics().reconciliations("EventService");
        }
    }
}
