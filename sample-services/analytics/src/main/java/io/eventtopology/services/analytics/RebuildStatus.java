package io.eventtopology.services.analytics;

import io.eventtopology.patterns.projection.RebuildState;

/**
 * How far a rebuild is.
 *
 * @param state {@code idle}, or {@code running}; queries are answered in both
 * @param generation generation that queries read; each rebuild raises it by one at its end
 * @param copied position in the log up to which events are copied
 * @param upTo position of the last event to copy; later ones are counted as they come
 * @param progress from 0 to 1; 1 when nothing is to be done
 */
public record RebuildStatus(String state, long generation, long copied, long upTo, double progress) {
    private static final double ROUNDING = 1000;

    static RebuildStatus of(RebuildState state) {
        double progress = state.running() && state.upTo() > 0 ? (double) state.copied() / state.upTo() : 1;
        return new RebuildStatus(
                state.running() ? "running" : "idle",
                state.live(),
                state.copied(),
                state.upTo(),
                Math.floor(progress * ROUNDING) / ROUNDING);
    }
}
