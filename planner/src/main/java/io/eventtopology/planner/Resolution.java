package io.eventtopology.planner;

import io.eventtopology.crds.Finding;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A resource with its references followed, and what is wrong with it.
 *
 * @param resolved the resource; null when too little of it is known to say anything about it
 * @param findings what is wrong, in any order
 * @param <T> the resolved form
 */
public record Resolution<T>(@Nullable T resolved, List<Finding> findings) {
    /** Copies the findings. */
    public Resolution {
        findings = List.copyOf(findings);
    }

    /** The resource, when enough is known of it. */
    public Optional<T> value() {
        return Optional.ofNullable(resolved);
    }
}
