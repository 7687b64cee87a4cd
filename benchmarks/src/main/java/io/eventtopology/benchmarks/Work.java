package io.eventtopology.benchmarks;

/** What is timed. */
@FunctionalInterface
interface Work {
    /** Does it, to its end. */
    void run() throws Exception;
}
