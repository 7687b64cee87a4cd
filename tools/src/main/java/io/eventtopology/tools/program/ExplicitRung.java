package io.eventtopology.tools.program;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A path in the program's environment variable. What the user names is used, or it is an error. */
record ExplicitRung(Surroundings surroundings) implements Rung {

    @Override
    public Outcome reach(Program program) {
        String variable = program.variable();
        String value = surroundings.environment().getOrDefault(variable, "");
        if (value.isBlank()) {
            return new Missed(variable + " is not set");
        }
        Path path = Path.of(value);
        if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
            throw new ProgramUnavailableException(
                    variable + " names " + path + ", which is no executable file. Correct it or unset it.");
        }
        Optional<String> version = VersionProbe.versionOf(program, path);
        if (version.isEmpty() || !program.accepts(version.get())) {
            throw new ProgramUnavailableException(variable + " names " + path + ", whose version is "
                    + version.orElse("unknown") + "; " + program.name() + " " + program.minimum()
                    + " or newer is needed. Correct it or unset it.");
        }
        return new Found(new FoundProgram(program.name(), version.get(), path.toAbsolutePath(), "by " + variable));
    }
}
