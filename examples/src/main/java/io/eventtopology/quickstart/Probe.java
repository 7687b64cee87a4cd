package io.eventtopology.quickstart;

import java.util.Optional;

/** Looks whether something is so. */
@FunctionalInterface
interface Probe {
    /**
     * Looks once.
     *
     * @return empty when it is so, else what is so instead
     * @throws Exception when it cannot be seen just now; the message counts as what is wrong
     */
    Optional<String> complaint() throws Exception;

    /** Complains with what is so instead when something is not so. */
    static Optional<String> expect(boolean holds, String otherwise) {
        return holds ? Optional.empty() : Optional.of(otherwise);
    }
}
