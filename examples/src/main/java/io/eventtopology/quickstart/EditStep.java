package io.eventtopology.quickstart;

import io.eventtopology.crds.Finding;
import io.eventtopology.crds.dapr.Subscription;
import io.eventtopology.planner.model.FindingCode;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Edits the topology: one event gets more partitions, one event is new. */
final class EditStep implements Step {
    private static final String GROWING = "todos.task.created";
    private static final int PARTITIONS = 6;
    private static final String NEW = "todos.task.archived";
    private static final int NEW_PARTITIONS = 2;
    private static final String WARNING = FindingCode.PartitionsOfKeyedEvent.name();

    @Override
    public String title() {
        return "Edit: more partitions, one more event";
    }

    @Override
    public void run(World world, Stage stage) throws InterruptedException {
        Console console = stage.console();
        console.line("~ " + GROWING + ": partitions 3 → " + PARTITIONS, Tint.ACCENT);
        console.line("+ " + NEW + ": partitions " + NEW_PARTITIONS + ", retention 7d", Tint.ACCENT);
        List<Finding> before = Findings.of(world);
        world.apply(edited(world));
        InspectStep.topicHasPartitions(world, stage, GROWING, PARTITIONS);
        for (String consumer : DeclaredTopics.CONSUMERS) {
            InspectStep.topicHasPartitions(world, stage, DeclaredTopics.deadLetters(GROWING, consumer), PARTITIONS);
        }
        InspectStep.topicHasPartitions(world, stage, NEW, NEW_PARTITIONS);
        stage.check("Analytics, which counts every event, subscribes to the new one", () -> {
            String topic = world.objects()
                    .get(Subscription.class, "analytics." + NEW)
                    .getSpec()
                    .topic();
            return Probe.expect(NEW.equals(topic), "its topic is " + topic);
        });
        InspectStep.topicsAreAsDeclared(world, stage);
        stage.check(
                "EventTopology todos is " + settled(world) + " again", () -> world.topologyComplaint(settled(world)));
        // As an Event, because the finding itself goes when the broker has as many partitions as are declared.
        stage.check(
                "an Event warns that events of one key may change partition",
                () -> Probe.expect(!warnings(world).isEmpty(), "there is no Event " + WARNING));
        console.line("");
        warnings(world).forEach(message -> console.line("Warning " + message, Tint.WARNING));
        Findings.show(
                Findings.of(world).stream()
                        .filter(finding ->
                                !before.contains(finding) && !finding.code().equals(WARNING))
                        .toList(),
                console);
    }

    /** What Kubernetes Events say of the partitions. */
    private static List<String> warnings(World world) {
        return world.cluster().user().v1().events().inNamespace(World.NAMESPACE).list().getItems().stream()
                .filter(event -> event.getReason().equals(WARNING))
                .map(Event::getMessage)
                .distinct()
                .toList();
    }

    private static String settled(World world) {
        return world.cluster().runsPods() ? "TopicsReady" : "Ready";
    }

    private static GenericKubernetesResource edited(World world) {
        GenericKubernetesResource topology =
                Manifests.read(world.example().resolve("topology.yaml")).getFirst();
        List<Object> events = new ArrayList<>(topology.<List<Object>>get("spec", "events"));
        events.replaceAll(event -> event instanceof Map<?, ?> fields && GROWING.equals(fields.get("type"))
                ? with(fields, "partitions", PARTITIONS)
                : event);
        events.add(Map.of(
                "type", NEW, "description", "A task left the list.", "partitions", NEW_PARTITIONS, "retention", "7d"));
        topology.<Map<String, Object>>get("spec").put("events", events);
        return topology;
    }

    private static Map<Object, Object> with(Map<?, ?> fields, String name, Object value) {
        Map<Object, Object> changed = new LinkedHashMap<>(fields);
        changed.put(name, value);
        return changed;
    }
}
