package io.eventtopology.operator.topics;

import java.util.ArrayList;
import java.util.List;

/**
 * How far letting go of what a deleted resource had outside its namespace is.
 *
 * @param waiting what could not be let go of yet, with the reason, in words; empty when all is done
 * @param notices what a person should know of what was done
 */
public record Release(List<String> waiting, List<String> notices) {
    /** Copies the lists. */
    public Release {
        waiting = List.copyOf(waiting);
        notices = List.copyOf(notices);
    }

    /** Both together. */
    public Release and(Release other) {
        List<String> allWaiting = new ArrayList<>(waiting);
        allWaiting.addAll(other.waiting());
        List<String> allNotices = new ArrayList<>(notices);
        allNotices.addAll(other.notices());
        return new Release(allWaiting, allNotices);
    }
}
