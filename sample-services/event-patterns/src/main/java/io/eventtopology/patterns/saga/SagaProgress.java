package io.eventtopology.patterns.saga;

import java.util.List;

/**
 * Where one saga stands, and how it came there.
 *
 * @param state where it stands
 * @param steps those that are done, in their order
 */
public record SagaProgress(SagaState state, List<String> steps) {
    /** Keeps a copy of the steps. */
    public SagaProgress {
        steps = List.copyOf(steps);
    }
}
