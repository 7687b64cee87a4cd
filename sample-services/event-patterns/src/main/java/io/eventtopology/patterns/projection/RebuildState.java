package io.eventtopology.patterns.projection;

import org.jspecify.annotations.Nullable;

/**
 * How far a rebuild is.
 *
 * @param live generation that queries read
 * @param building generation that is being built; null when none is
 * @param copied position in the log up to which events are copied
 * @param upTo position of the last event to copy; later ones go into both generations as they come
 */
public record RebuildState(long live, @Nullable Long building, long copied, long upTo) {
    /** Whether a rebuild is under way. */
    public boolean running() {
        return building != null;
    }
}
