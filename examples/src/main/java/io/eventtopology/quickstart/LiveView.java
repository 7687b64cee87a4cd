package io.eventtopology.quickstart;

import io.eventtopology.crds.dapr.Component;
import io.eventtopology.crds.dapr.Subscription;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Shows what becomes of a declaration as it happens: each look prints what is new since the last. */
final class LiveView {
    private static final String DEAD_LETTERS = ".dlq";
    private static final int MANY = 3;

    private final World world;
    private final Stage stage;
    private final Set<String> seen = new HashSet<>();

    /** Looks at this world; what it prints has the time since the stage began. */
    LiveView(World world, Stage stage) {
        this.world = world;
        this.stage = stage;
    }

    /** Looks, and prints what is new. */
    void look() throws InterruptedException, ExecutionException {
        List<String> topics = world.topics().topics().values().stream()
                .map(topic -> topic.name() + " (" + topic.partitions() + ")")
                .toList();
        show(
                "topics",
                topics.stream().filter(name -> !name.contains(DEAD_LETTERS)).toList(),
                name -> "");
        show(
                "dead letters",
                topics.stream().filter(name -> name.contains(DEAD_LETTERS)).toList(),
                LiveView::consumer);
        show("components", names(Component.class), name -> "");
        show("subscriptions", names(Subscription.class), name -> name.substring(0, name.indexOf('.')));
        show(
                "workloads",
                world.objects().managed(Deployment.class).stream()
                        .filter(deployment -> deployment.getStatus() != null
                                && deployment.getStatus().getAvailableReplicas() != null)
                        .map(deployment -> deployment.getMetadata().getName())
                        .toList(),
                name -> "");
        show(
                "ready",
                world.objects().services().stream()
                        .filter(service -> ObjectView.condition(service, "Ready")
                                .filter(ready -> ready.status().equals("True"))
                                .isPresent())
                        .map(service -> service.getMetadata().getName())
                        .toList(),
                name -> "");
    }

    /** For example notify, of todos.task.created.shop.notify.dlq (3). */
    private static String consumer(String deadLetters) {
        String[] parts =
                deadLetters.substring(0, deadLetters.indexOf(DEAD_LETTERS)).split("\\.");
        return parts[parts.length - 1];
    }

    private List<String> names(Class<? extends HasMetadata> kind) {
        return world.objects().managed(kind).stream()
                .map(object -> object.getMetadata().getName())
                .toList();
    }

    private void show(String kind, Collection<String> now, UnaryOperator<String> group) {
        Map<String, List<String>> fresh = now.stream()
                .filter(name -> seen.add(kind + " " + name))
                .collect(Collectors.groupingBy(group, TreeMap::new, Collectors.toList()));
        if (!fresh.isEmpty()) {
            String text = fresh.entrySet().stream()
                    .map(entry ->
                            entry.getValue().size() < MANY || entry.getKey().isEmpty()
                                    ? String.join(", ", entry.getValue())
                                    : entry.getValue().size() + " for " + entry.getKey())
                    .collect(Collectors.joining(", "));
            stage.console().event(stage.elapsed(), kind, text);
        }
    }
}
