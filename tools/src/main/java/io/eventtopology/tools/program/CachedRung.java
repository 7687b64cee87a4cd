package io.eventtopology.tools.program;

import java.nio.file.Files;
import java.nio.file.Path;

/** The pinned version, brought earlier. A file in the cache is complete: it is moved there in one step. */
record CachedRung(Surroundings surroundings) implements Rung {

    @Override
    public Outcome reach(Program program) {
        Path file = surroundings.cache().program(program.name(), program.version());
        return Files.isExecutable(file)
                ? new Found(
                        new FoundProgram(program.name(), program.version(), file.toAbsolutePath(), "from the cache"))
                : new Missed("the cache has no " + file);
    }
}
