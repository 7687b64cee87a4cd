package io.eventtopology.quickstart;

import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.eventtopology.tools.process.CommandResult;
import io.eventtopology.tools.program.FoundProgram;
import io.eventtopology.tools.program.Program;
import io.eventtopology.tools.program.ProgramLadder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
     * @param endpoints says where everything is, when it stays
     * @throws InterruptedException when told to end
     */
    void run(Choice choice, Endpoints endpoints) throws InterruptedException {
        List<WorldBuilder.ClusterSource> clusters = new ArrayList<>();
        List<World> worlds = new ArrayList<>();
        boolean ready = act("Bring the programs", stage -> clusters.add(programs(choice.context(), stage)))
                && act(
                        choice.running()
                                ? "Start a control plane, a broker, a database and the operator"
                                : "Start a broker and the operator",
                        stage -> worlds.add(new WorldBuilder(
                                        root,
                                        folder,
                                        choice.running() ? Optional.of(services(choice.jars())) : Optional.empty(),
                                        closing,
                                        report)
                                .start(clusters.getFirst(), stage)));
        for (Step step : Scenario.steps(choice)) {
            ready = ready && act(step.title(), stage -> step.run(worlds.getFirst(), stage));
        }
        if (ready) {
            lookAround(worlds.getFirst(), choice.stays());
            if (choice.stays() && choice.running() && report.ok()) {
                servicesAround(worlds.getFirst(), endpoints);
            }
        }
    }

    private WorldBuilder.ClusterSource programs(@Nullable String context, Stage stage) {
        ProgramLadder ladder = ProgramLadder.ofThisMachine();
        List<Program> needed = context == null
                ? Stream.concat(Program.ALL.stream(), Program.DAPR.stream()).toList()
                : List.of(Program.KUBECTL);
        for (Program program : needed) {
            FoundProgram found = ladder.bring(program);
            stage.console().event(stage.elapsed(), "", found.name() + " " + found.version() + ", " + found.how());
        }
        List<Path> own = Manifests.in(root.resolve("crds/manifests"));
        ThirdPartyCrds others = ThirdPartyCrds.ofThisMachine();
        Path kubectl = ladder.find(Program.KUBECTL);
        if (context != null) {
            ContextCluster cluster = closing.keep(ContextCluster.connect(context, kubectl));
            List<Path> dapr = others.dapr();
            return () -> {
                cluster.prepare(own, dapr, stage.console());
                return cluster;
            };
        }
        List<Path> crds = Stream.concat(own.stream(), others.all().stream()).toList();
        stage.console().event(stage.elapsed(), "", "CRDs: ours, Strimzi's, Dapr's and KEDA's");
        return () -> EmbeddedCluster.start(folder.resolve("control-plane"), crds, kubectl);
    }

    private static LocalServices.Programs services(Map<String, Path> jars) {
        ProgramLadder ladder = ProgramLadder.ofThisMachine();
        return new LocalServices.Programs(ladder.find(Program.DAPRD), ladder.find(Program.SENTRY), jars);
    }

    /** Shows what kubectl says, and how to ask it. */
    private void lookAround(World world, boolean stays) {
        Cluster cluster = world.cluster();
        console.title(++stages, "Look around");
        List<String> command = new ArrayList<>(cluster.kubectl());
        command.addAll(List.of("get", "topo,evsvc", "--all-namespaces"));
        CommandResult result = CommandResult.of(command, cluster.environment(), Duration.ofMinutes(1));
        (result.stdout() + result.stderr()).lines().forEach(console::line);
        console.line("");
        console.line(stays ? "Ask for yourself:" : "Without --once all of it stays, and you ask for yourself:");
        cluster.environment().forEach((name, value) -> console.line("export " + name + "=" + value, Tint.ACCENT));
        String kubectl = String.join(" ", cluster.kubectl());
        List.of(
                        " get topo,evsvc --all-namespaces",
                        " -n " + World.NAMESPACE + " get components,subscriptions,deployments",
                        " -n " + World.NAMESPACE + " describe topo " + World.TOPOLOGY)
                .forEach(arguments -> console.line(kubectl + arguments, Tint.ACCENT));
    }

    /** Says where the services answer. */
    private void servicesAround(World world, Endpoints endpoints) {
        TopicServer topics = closing.keep(TopicServer.start(world.shop().wire()));
        endpoints.write(world, topics);
        console.line("");
        console.line("The services, and what is in a topic, by their names in your shell:");
        console.line(". " + root.relativize(endpoints.file()), Tint.ACCENT);
        console.line("curl $todo/todos", Tint.ACCENT);
        console.line("curl $topics/" + Shop.CREATED, Tint.ACCENT);
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
