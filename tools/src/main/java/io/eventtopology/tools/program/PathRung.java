package io.eventtopology.tools.program;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first one on PATH that is new enough. */
record PathRung(Surroundings surroundings) implements Rung {

    @Override
    public Outcome reach(Program program) {
        List<String> refused = new ArrayList<>();
        for (Path file : surroundings.onPath(program.name())) {
            Optional<String> version = VersionProbe.versionOf(program, file);
            if (version.isPresent() && program.accepts(version.get())) {
                return new Found(new FoundProgram(program.name(), version.get(), file.toAbsolutePath(), "on PATH"));
            }
            refused.add(file + " is version " + version.orElse("unknown"));
        }
        return new Missed(
                refused.isEmpty()
                        ? "PATH has no " + program.name()
                        : "PATH has no " + program.name() + " " + program.minimum() + " or newer ("
                                + String.join(", ", refused) + ")");
    }
}
