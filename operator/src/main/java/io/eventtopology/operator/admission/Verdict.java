package io.eventtopology.operator.admission;

import io.eventtopology.crds.Finding;
import java.util.List;

/**
 * What is answered.
 *
 * @param refusals why the request is refused; allowed when empty
 * @param warnings what whoever asks should know, gravest first; within the API server's limits
 */
record Verdict(List<Finding> refusals, List<String> warnings) {
    /** Nothing to say. */
    static final Verdict ALLOWED = new Verdict(List.of(), List.of());

    Verdict {
        refusals = List.copyOf(refusals);
        warnings = List.copyOf(warnings);
    }

    /** Allowed, with findings about what it becomes. */
    static Verdict of(List<Finding> refusals, List<Finding> findings) {
        return new Verdict(refusals, WarningTexts.of(findings));
    }

    boolean isAllowed() {
        return refusals.isEmpty();
    }

    /** allowed, warned or denied, for metrics. */
    String outcome() {
        if (!isAllowed()) {
            return "denied";
        }
        return warnings.isEmpty() ? "allowed" : "warned";
    }
}
