package io.eventtopology.tools.program;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings a program by the first way that works: an explicit path in its environment variable; one on PATH that is new
 * enough; the cache; the official release, checked against a pinned sum; a build from a pinned Go module.
 *
 * <p>Nothing is brought twice: the last two ways fill the cache, and of several processes that need the same program
 * one brings it while the others wait.
 */
public final class ProgramLadder {
    private final Surroundings surroundings;
    private final List<Rung> installed;
    private final Rung cached;
    private final List<Rung> bringing;

    ProgramLadder(Surroundings surroundings, ReleaseSums sums) {
        this.surroundings = surroundings;
        this.installed = List.of(new ExplicitRung(surroundings), new PathRung(surroundings));
        this.cached = new CachedRung(surroundings);
        this.bringing = List.of(new ReleaseRung(surroundings, sums), new GoBuildRung(surroundings));
    }

    /** The ladder of this machine and user; progress goes to standard error. */
    public static ProgramLadder ofThisMachine() {
        return new ProgramLadder(Surroundings.ofThisMachine(), ReleaseSums.pinned());
    }

    /**
     * The path of the program, bringing it if need be, which may take minutes the first time.
     *
     * @throws ProgramUnavailableException if no way works; the message says what to install
     */
    public Path find(Program program) {
        return bring(program).path();
    }

    /**
     * As {@link #find}, and says how it was found.
     *
     * @throws ProgramUnavailableException if no way works; the message says what to install
     */
    public FoundProgram bring(Program program) {
        List<String> reasons = new ArrayList<>();
        List<Rung> first = new ArrayList<>(installed);
        first.add(cached);
        return climb(first, program, reasons).orElseGet(() -> bringLocked(program, reasons));
    }

    private FoundProgram bringLocked(Program program, List<String> reasons) {
        Path entry = surroundings.cache().program(program.name(), program.version());
        Runnable waiting = () -> surroundings
                .progress()
                .println("waiting for another process that brings " + program.name() + " " + program.version());
        return surroundings.cache().locked(entry, waiting, () -> {
            // Another process may have brought it while this one waited.
            if (cached.reach(program) instanceof Rung.Found found) {
                return found.program();
            }
            return climb(bringing, program, reasons).orElseThrow(() -> unavailable(program, reasons));
        });
    }

    private static Optional<FoundProgram> climb(List<Rung> rungs, Program program, List<String> reasons) {
        for (Rung rung : rungs) {
            switch (rung.reach(program)) {
                case Rung.Found found -> {
                    return Optional.of(found.program());
                }
                case Rung.Missed missed -> reasons.add(missed.reason());
            }
        }
        return Optional.empty();
    }

    private static ProgramUnavailableException unavailable(Program program, List<String> reasons) {
        return new ProgramUnavailableException("Cannot bring " + program.name() + " " + program.version() + ":\n  - "
                + String.join("\n  - ", reasons)
                + "\nInstall Go 1.26 or newer so that it can be built, or install " + program.name() + " "
                + program.minimum() + " or newer on PATH, or set " + program.variable() + " to its path.");
    }
}
