package io.eventtopology.tools.program;

/** One way to a program. */
interface Rung {

    /**
     * Tries this way.
     *
     * @throws ProgramUnavailableException if the user asked for this way and it does not work: no other may be taken
     */
    Outcome reach(Program program);

    /** What came of it. */
    sealed interface Outcome {}

    /** The program is there. */
    record Found(FoundProgram program) implements Outcome {}

    /** This way does not lead to it; the reason reads as a sentence. */
    record Missed(String reason) implements Outcome {}
}
