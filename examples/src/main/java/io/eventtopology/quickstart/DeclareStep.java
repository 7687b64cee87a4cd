package io.eventtopology.quickstart;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Applies examples/todo and shows what becomes of it, as it happens. */
final class DeclareStep implements Step {
    @Override
    public String title() {
        return "Declare: examples/todo";
    }

    @Override
    public void run(World world, Stage stage) throws InterruptedException {
        for (Path file : Manifests.in(world.example())) {
            List<GenericKubernetesResource> objects = Manifests.read(file);
            objects.forEach(world::apply);
        }
        Console console = stage.console();
        FlowPicture.of(world.graph()).forEach(console::line);
        console.line("");
        LiveView live = new LiveView(world, stage);
        List<String> conditions = world.cluster().runsPods()
                ? List.of("TopicsReady", "PubSubReady", "SubscriptionsReady")
                : List.of("Ready");
        Check topology = stage.check(
                "EventTopology todos and its 4 EventServices are " + String.join(", ", conditions),
                Quickstart.ROLLOUT,
                () -> {
                    live.look();
                    return complaint(world, conditions);
                });
        if (topology.holds()) {
            world.report().firstReady(Quickstart.sinceStart());
            console.line("That was " + Console.seconds(Quickstart.sinceStart()) + " after the start of this program.");
        }
    }

    private static Optional<String> complaint(World world, List<String> conditions) {
        int services = world.objects().services().size();
        if (services != 4) {
            return Optional.of("there are " + services + " EventServices");
        }
        for (String condition : conditions) {
            // The topology waits for the pods of its bundled services, where pods run.
            Optional<String> complaint = world.servicesComplaint(condition)
                    .or(() -> world.cluster().runsPods() && !condition.equals("TopicsReady")
                            ? Optional.empty()
                            : world.topologyComplaint(condition));
            if (complaint.isPresent()) {
                return complaint;
            }
        }
        return Optional.empty();
    }
}
