package io.eventtopology.quickstart;

/** A step of the {@link Scenario}: does something with what runs, shows what became of it, and checks it. */
interface Step {
    /** What it does, a few words. */
    String title();

    /**
     * Does it.
     *
     * @throws Exception when it cannot go on; the scenario ends there
     */
    void run(World world, Stage stage) throws Exception;
}
