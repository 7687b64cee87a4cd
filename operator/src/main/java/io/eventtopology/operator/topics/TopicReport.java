package io.eventtopology.operator.topics;

import io.eventtopology.crds.TopicStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The topics of a resource after a look at them.
 *
 * @param topics every topic, sorted by name; those that are leaving included until they are gone
 * @param notices what a person should know of what was done, for example that a drifted configuration was set right
 */
public record TopicReport(List<TopicStatus> topics, List<String> notices) {
    /** Copies the lists. */
    public TopicReport {
        topics = List.copyOf(topics);
        notices = List.copyOf(notices);
    }

    /**
     * Whether ids or notes differ from those that are recorded, so that they are to be written at once: a topic that was created
     * anew would look like a stranger's by its old id. The first id of a topic that was noted may wait: its note says already
     * that it is ours.
     *
     * @param recorded topics in the stored status
     */
    public boolean isNewRecord(List<TopicStatus> recorded) {
        Map<List<?>, TopicStatus> before =
                recorded.stream().collect(Collectors.toMap(TopicReport::place, topic -> topic, (one, other) -> other));
        return topics.size() != before.size()
                || topics.stream().anyMatch(topic -> {
                    TopicStatus last = before.get(place(topic));
                    return last == null
                            || !(isNote(last) || Objects.equals(topic.topicId(), last.topicId()))
                            || (isNote(topic) && !isNote(last));
                });
    }

    private static List<?> place(TopicStatus topic) {
        return Arrays.asList(topic.cluster(), topic.name());
    }

    private static boolean isNote(TopicStatus topic) {
        return topic.topicId() == null && Objects.equals(topic.partitions(), 0);
    }

    /** Topics that are not as declared. */
    public List<TopicStatus> notReady() {
        return topics.stream().filter(topic -> !topic.ready()).toList();
    }
}
