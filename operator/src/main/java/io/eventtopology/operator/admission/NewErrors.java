package io.eventtopology.operator.admission;

import io.eventtopology.crds.Finding;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Errors that a change brings. One that was there before must not stand in the way of other edits, least of all of its correction. */
final class NewErrors {
    /** Unreadable members of lists are named by their place, which another edit may move. */
    private static final Pattern PLACE = Pattern.compile("\\[[0-9]+]");

    private NewErrors() {}

    /**
     * Findings that count and were not there before.
     *
     * @param before findings of the stored resource; none for a new one
     */
    static List<Finding> of(List<Finding> after, List<Finding> before, Predicate<Finding> counts) {
        Set<String> known = before.stream().map(NewErrors::key).collect(Collectors.toSet());
        return after.stream()
                .filter(counts)
                .filter(finding -> !known.contains(key(finding)))
                .toList();
    }

    private static String key(Finding finding) {
        return finding.code() + " " + PLACE.matcher(finding.subject()).replaceAll("[]");
    }
}
