package io.eventtopology.patterns.saga;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The states of a saga, and how one leads to another.
 *
 * @param name for example {@code order}
 * @param transitions state → states that may follow; a state without any is an end
 */
public record SagaDefinition(String name, Map<String, Set<String>> transitions) {
    /** Copies. */
    public SagaDefinition {
        Map<String, Set<String>> copy = new TreeMap<>();
        transitions.forEach((state, next) -> copy.put(state, Set.copyOf(next)));
        transitions = Map.copyOf(copy);
    }

    /** Whether one state may follow another. */
    public boolean allows(String from, String to) {
        return transitions.getOrDefault(from, Set.of()).contains(to);
    }

    /** Whether nothing follows. */
    public boolean isEnd(String state) {
        return transitions.getOrDefault(state, Set.of()).isEmpty();
    }
}
