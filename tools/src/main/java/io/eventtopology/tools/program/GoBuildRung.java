package io.eventtopology.tools.program;

import io.eventtopology.tools.process.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Built with the machine's Go from a module whose {@code go.sum} pins every byte of the sources.
 *
 * <p>The flags make Go's own build cache reusable: paths are trimmed and nothing of the machine enters the program.
 */
record GoBuildRung(Surroundings surroundings) implements Rung {
    private static final List<String> MODULE_FILES = List.of("go.mod", "go.sum", "tools.go");
    private static final int LINES_SHOWN = 20;
    private static final Duration PROGRESS = Duration.ofSeconds(10);

    @Override
    public Outcome reach(Program program) {
        List<Path> go = surroundings.onPath("go");
        if (go.isEmpty()) {
            return new Missed("it cannot be built, because PATH has no go");
        }
        Path target = surroundings.cache().program(program.name(), program.version());
        Path work = surroundings.cache().root().resolve("build").resolve(target.getFileName());
        try {
            writeModule(program.source(), work);
            return build(program, go.getFirst(), work, target);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot build " + program.name() + " in " + work, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while building " + program.name(), e);
        }
    }

    private static void writeModule(Program.GoSource source, Path work) throws IOException {
        for (String file : MODULE_FILES) {
            writeFile(source.module(), file, work);
        }
        if (source.goPackage().startsWith("./")) {
            writeFile(source.module(), source.goPackage().substring(2) + "/main.go", work);
        }
    }

    private static void writeFile(String module, String file, Path work) throws IOException {
        String resource = "go/" + module + "/" + file;
        Path target = work.resolve(file);
        Files.createDirectories(target.getParent());
        try (InputStream in = Objects.requireNonNull(GoBuildRung.class.getResourceAsStream(resource), resource)) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Outcome build(Program program, Path go, Path work, Path target) throws IOException, InterruptedException {
        Path output = work.resolve(program.name() + ".built");
        Path log = work.resolve("build.log");
        Files.deleteIfExists(log);
        List<String> command = List.of(
                go.toString(),
                "build",
                "-trimpath",
                "-mod=mod",
                "-buildvcs=false",
                "-tags",
                program.source().tags(),
                "-ldflags",
                program.source().linkerFlags(),
                "-o",
                output.toString(),
                program.source().goPackage());
        Map<String, String> environment = Map.of("CGO_ENABLED", "0", "GOFLAGS", "", "GOWORK", "off");
        try (ChildProcess process = ChildProcess.start("go build", command, environment, work, log)) {
            int exit = waitShowingProgress(program, process);
            if (exit != 0) {
                return new Missed("go build failed with exit status " + exit + ":\n"
                        + process.logTail(LINES_SHOWN).indent(4).stripTrailing());
            }
        }
        Files.move(output, target, StandardCopyOption.ATOMIC_MOVE);
        return new Found(new FoundProgram(program.name(), program.version(), target, "built with Go"));
    }

    private int waitShowingProgress(Program program, ChildProcess process) throws InterruptedException {
        String what = "building " + program.name() + " " + program.version() + " ("
                + program.source().duration() + ", once) ...";
        long start = System.nanoTime();
        surroundings.progress().println(what);
        OptionalInt exit = process.waitFor(PROGRESS);
        while (exit.isEmpty()) {
            surroundings.progress().println(what + " " + secondsSince(start) + " s");
            exit = process.waitFor(PROGRESS);
        }
        surroundings.progress().println(what + " ended after " + secondsSince(start) + " s");
        return exit.getAsInt();
    }

    private static long secondsSince(long start) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    }
}
