package io.eventtopology.planner;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.Objects;

/** Who came first: where two resources claim one thing, the older one has it. */
final class Age {
    private Age() {}

    /**
     * Oldest first, then by namespace and name. Timestamps are RFC 3339 in UTC with seconds, so that they sort as text; a resource
     * that is not stored yet is youngest.
     */
    static <T extends HasMetadata> Comparator<T> oldestFirst() {
        return Comparator.<T, String>comparing(
                        r -> Objects.requireNonNullElse(r.getMetadata().getCreationTimestamp(), "~"))
                .thenComparing(r -> r.getMetadata().getNamespace())
                .thenComparing(r -> r.getMetadata().getName());
    }
}
