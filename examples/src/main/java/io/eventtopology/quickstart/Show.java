package io.eventtopology.quickstart;

import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.eventtopology.tools.program.FoundProgram;
import io.eventtopology.tools.program.Program;
import io.eventtopology.tools.program.ProgramLadder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The whole show: programs, start, every step of the scenario, and how to look around. */
final class Show {
    private final Console console;
    private final Report report;
    private final Path root;
    private final Path folder;
    private final Closing closing;
    private int stages;

    /**
     * A show.
     *
     * @param console where people see it
     * @param report what comes of it
     * @param root the root of the repository
     * @param folder where data go
     * @param closing closes what was started
     */
    Show(Console console, Report report, Path root, Path folder, Closing closing) {
        this.console = console;
        this.report = report;
        this.root = root;
        this.folder = folder;
        this.closing = closing;
    }

    /** What a stage does. */
    @FunctionalInterface
    private interface Act {
        void run(Stage stage) throws Exception;
    }

    /**
     * Runs it to its end, or to the first step that cannot go on, which is a failed check.
     *
     * @param context the context of the user's kubeconfig; null for a cluster of our own
     * @throws InterruptedException when told to end
     */
    void run(@Nullable String context) throws InterruptedException {
        List<Supplier<Cluster>> clusters = new ArrayList<>();
        List<World> worlds = new ArrayList<>();
        boolean ready = act("Bring the programs", stage -> clusters.add(programs(stage)))
                && act(
                        "Start a control plane, a broker and the operator",
                        stage -> worlds.add(
                                new WorldBuilder(root, folder, closing, report).start(clusters.getFirst(), stage)));
        for (Step step : Scenario.steps()) {
            ready = ready && act(step.title(), stage -> step.run(worlds.getFirst(), stage));
        }
        if (ready) {
            console.title(++stages, "Look around");
            worlds.getFirst().cluster().commandsToLookAround().forEach(console::line);
        }
    }

    private Supplier<Cluster> programs(Stage stage) {
        ProgramLadder ladder = ProgramLadder.ofThisMachine();
        for (Program program : Program.ALL) {
            FoundProgram found = ladder.bring(program);
            stage.console().event(stage.elapsed(), "", found.name() + " " + found.version() + ", " + found.how());
        }
        List<Path> crds = new ArrayList<>(Manifests.in(root.resolve("crds/manifests")));
        crds.addAll(ThirdPartyCrds.ofThisMachine().all());
        stage.console().event(stage.elapsed(), "CRDs", "ours, Strimzi's, Dapr's and KEDA's");
        Path kubectl = ladder.find(Program.KUBECTL);
        return () -> EmbeddedCluster.start(folder.resolve("control-plane"), crds, kubectl);
    }

    private boolean act(String title, Act act) throws InterruptedException {
        Stage stage = new Stage(++stages, title, console);
        report.add(stage);
        try {
            act.run(stage);
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(title);
            }
            stage.failed(title, e);
            return false;
        } finally {
            stage.end();
        }
    }
}
