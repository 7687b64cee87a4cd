package io.eventtopology.tools.localrun;

/** Hears what happens to the pods of a runner. */
@FunctionalInterface
public interface RunnerListener {
    /** Called from the runner's thread: must return soon. */
    void happened(RunnerEvent event);
}
