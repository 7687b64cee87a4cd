package io.eventtopology.operator.topics;

import io.eventtopology.crds.TopicStatus;
import java.util.List;

/**
 * The topics of a resource after a look at them.
 *
 * @param topics every topic, sorted by name; those that are leaving included until they are gone
 * @param notices what a person should know of what was done, for example that a drifted configuration was set right
 * @param retry whether something failed that another attempt may mend
 */
public record TopicReport(List<TopicStatus> topics, List<String> notices, boolean retry) {
    /** Copies the lists. */
    public TopicReport {
        topics = List.copyOf(topics);
        notices = List.copyOf(notices);
    }

    /** Topics that are not as declared. */
    public List<TopicStatus> notReady() {
        return topics.stream().filter(topic -> !topic.ready()).toList();
    }
}
