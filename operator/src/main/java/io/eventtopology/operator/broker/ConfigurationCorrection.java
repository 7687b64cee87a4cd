package io.eventtopology.operator.broker;

import org.jspecify.annotations.Nullable;

/**
 * A configuration entry that differed from the declaration and was set right: somebody drifted it, or the declaration changed.
 *
 * @param observed effective value before; null when Kafka reported none
 * @param desired value that was set; null when the entry was reset to the cluster's default
 */
public record ConfigurationCorrection(
        String key, @Nullable String observed, @Nullable String desired) {}
