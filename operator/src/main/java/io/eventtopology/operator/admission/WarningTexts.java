package io.eventtopology.operator.admission;

import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Findings as warnings in an answer. The API server passes on 4096 characters of warnings; once all together have more, it cuts
 * each to 256 and drops what does not fit then (k8s.io/apiserver pkg/endpoints/filters/warning.go). So everything is said in full
 * where there is room, and else each is cut here, where it is known what matters: the code, the subject and what is wrong.
 */
final class WarningTexts {
    private static final int LONGEST = 256;

    /** Leaves room for warnings of others, for example of deprecated versions. */
    private static final int ALL = 3800;

    private WarningTexts() {}

    /** Errors and warnings, gravest first. Informations are for the status: no event has a consumer before the first service comes. */
    static List<String> of(List<Finding> findings) {
        List<Finding> sorted = findings.stream()
                .filter(finding -> !finding.severity().equals(Severity.Info.name()))
                .sorted(Comparator.comparing((Finding f) -> Severity.valueOf(f.severity())))
                .toList();
        List<String> full = sorted.stream().map(WarningTexts::full).toList();
        return length(full) <= ALL ? full : cut(sorted);
    }

    /** A text of our own, without characters that an HTTP header cannot carry. */
    static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /** The finding as one line. */
    static String full(Finding finding) {
        return plain(finding.code() + " " + finding.subject() + ": " + plain(finding.message()) + " " + finding.fix());
    }

    private static List<String> cut(List<Finding> sorted) {
        List<String> texts = new ArrayList<>();
        int room = ALL - LONGEST;
        for (Finding finding : sorted) {
            String text = shortened(full(finding));
            int characters = text.codePointCount(0, text.length());
            if (characters > room) {
                break;
            }
            room -= characters;
            texts.add(text);
        }
        if (texts.size() < sorted.size()) {
            texts.add((sorted.size() - texts.size())
                    + " more findings do not fit here: see status.findings of the resource once it is stored.");
        }
        return texts;
    }

    /** Ends at a word. */
    private static String shortened(String text) {
        if (text.codePointCount(0, text.length()) <= LONGEST) {
            return text;
        }
        String head = text.substring(0, text.offsetByCodePoints(0, LONGEST - 4));
        int space = head.lastIndexOf(' ');
        return (space > LONGEST / 2 ? head.substring(0, space) : head) + " ...";
    }

    private static int length(List<String> texts) {
        return texts.stream()
                .mapToInt(text -> text.codePointCount(0, text.length()))
                .sum();
    }
}
