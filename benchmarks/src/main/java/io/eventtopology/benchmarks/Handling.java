package io.eventtopology.benchmarks;

/** What is done with an event that is delivered. */
@FunctionalInterface
interface Handling {
    /** Has the effect of an event, or throws. */
    void handle(byte[] body) throws Exception;
}
