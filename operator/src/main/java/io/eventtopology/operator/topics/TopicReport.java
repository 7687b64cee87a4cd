package io.eventtopology.operator.topics;

import io.eventtopology.crds.TopicStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
     * Whether ids or notes differ from those that were recorded before. They say whose a topic is, so they are to be written at
     * once: a topic that was created anew would look like a stranger's by its old id.
     */
    public boolean isNewRecord(List<TopicStatus> recorded) {
        return !identities(topics).equals(identities(recorded));
    }

    private static Set<List<?>> identities(List<TopicStatus> topics) {
        return topics.stream()
                .map(topic -> Arrays.asList(
                        topic.cluster(), topic.name(), topic.topicId(), Objects.equals(topic.partitions(), 0)))
                .collect(Collectors.toSet());
    }

    /** Topics that are not as declared. */
    public List<TopicStatus> notReady() {
        return topics.stream().filter(topic -> !topic.ready()).toList();
    }
}
