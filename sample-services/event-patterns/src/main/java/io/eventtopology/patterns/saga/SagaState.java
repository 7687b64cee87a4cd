package io.eventtopology.patterns.saga;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where one saga stands.
 *
 * @param id for example the order's id
 * @param state one of the states of its definition
 * @param data what it must remember; a JSON object
 * @param deadline when it counts as stuck in this state; null when it may stay
 * @param startedAt when it began
 * @param changedAt when it came into this state
 */
public record SagaState(
        String id, String state, JsonNode data, @Nullable Instant deadline, Instant startedAt, Instant changedAt) {}
