package io.eventtopology.quickstart;

import io.eventtopology.crds.EventDeclaration;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.quickstart.BrokerView.BrokerTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The topics that the example asks for, worked out from its text alone and not by the planner: a topic for each event, and one for
 * the dead letters of each consumer.
 */
final class DeclaredTopics {
    /** Who consumes events in examples/todo: Analytics counts all, Notify tells people about some. */
    static final List<String> CONSUMERS = List.of("analytics", "notify");

    private static final List<String> NOTIFIED =
            List.of("todos.task.created", "todos.task.completed", "users.account.registered");
    private static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(14);

    private final SortedMap<String, Declared> topics = new TreeMap<>();

    /** A topic: its partitions, where they are given, and its only setting. */
    private record Declared(@Nullable Integer partitions, Map<String, String> settings) {}

    /** The topics of the topology as it is declared now. */
    DeclaredTopics(EventTopology topology) {
        for (EventDeclaration event : topology.getSpec().events()) {
            topics.put(event.type(), new Declared(event.partitions(), retention(event.retention())));
            consumers(event.type())
                    .forEach(consumer -> topics.put(
                            deadLetters(event.type(), consumer),
                            new Declared(event.partitions(), milliseconds(DEAD_LETTER_RETENTION))));
        }
    }

    /** Whether Notify consumes the event. */
    static boolean isNotified(String event) {
        return NOTIFIED.contains(event);
    }

    private static List<String> consumers(String event) {
        return isNotified(event) ? CONSUMERS : CONSUMERS.subList(0, 1);
    }

    /** How many events a consumer consumes. */
    long consumedBy(String consumer) {
        return topics.keySet().stream()
                .filter(topic -> topics.containsKey(deadLetters(topic, consumer)))
                .count();
    }

    /** The topic with the dead letters of a consumer's event. */
    static String deadLetters(String event, String consumer) {
        return event + "." + World.NAMESPACE + "." + consumer + ".dlq";
    }

    private static Map<String, String> retention(@Nullable String text) {
        return text == null ? Map.of() : milliseconds(Duration.ofDays(Long.parseLong(text.replace("d", ""))));
    }

    private static Map<String, String> milliseconds(Duration retention) {
        return Map.of("retention.ms", Long.toString(retention.toMillis()));
    }

    /** How the broker's topics differ; empty when they do not. */
    List<String> differences(SortedMap<String, BrokerTopic> found) {
        List<String> differences = new ArrayList<>();
        topics.forEach((name, declared) -> {
            BrokerTopic topic = found.get(name);
            if (topic == null) {
                differences.add(name + " is missing");
                return;
            }
            if (declared.partitions() != null && declared.partitions() != topic.partitions()) {
                differences.add(name + " has " + topic.partitions() + " partitions, not " + declared.partitions());
            }
            if (!declared.settings().equals(topic.settings())) {
                differences.add(name + " has the settings " + topic.settings() + ", not " + declared.settings());
            }
        });
        found.keySet().stream()
                .filter(name -> !topics.containsKey(name))
                .forEach(name -> differences.add(name + " is on the broker and was never declared"));
        return differences;
    }

    /** How many there are. */
    int size() {
        return topics.size();
    }
}
