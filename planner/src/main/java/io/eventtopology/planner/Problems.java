package io.eventtopology.planner;

import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.DurationText;
import io.eventtopology.planner.model.FindingCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one resource while it is resolved. */
final class Problems {
    private static final String CANNOT_BE_READ = " cannot be read";
    private final List<Finding> findings = new ArrayList<>();

    void add(Finding finding) {
        findings.add(finding);
    }

    List<Finding> all() {
        return findings;
    }

    /** What the reader of a stored spec could not read; the texts begin with the path of the member. */
    void unreadable(List<String> problems) {
        for (String problem : problems) {
            int end = problem.indexOf(CANNOT_BE_READ);
            unreadable(end > 0 ? problem.substring(0, end) : "spec", "The member " + problem + ".");
        }
    }

    /** A member that is missing or wrong although the schema forbids it: the resource was stored under an older schema. */
    void unreadable(String subject, String message) {
        add(FindingCode.UnreadableSpec.at(
                subject,
                message,
                "Correct " + subject
                        + " and apply the resource again. Until then the operator changes nothing of it."));
    }

    /** The duration, or the default when it is absent or no duration. */
    Duration duration(String subject, @Nullable String text, Duration whenAbsent) {
        if (text == null) {
            return whenAbsent;
        }
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            unreadable(subject, e.getMessage() + ".");
            return whenAbsent;
        }
    }
}
