package io.eventtopology.services.analytics;

import io.eventtopology.services.analytics.projection.TypeProjection;
import java.util.List;

/**
 * What happened of each type.
 *
 * @param types by their names
 */
public record Types(List<TypeProjection> types) {
    /** Copies. */
    public Types {
        types = List.copyOf(types);
    }
}
