package io.eventtopology.tools.program;

import io.eventtopology.tools.cache.CacheFolder;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the ladder knows of the machine.
 *
 * @param environment the environment variables
 * @param os the operating system in Go's words: {@code linux} or {@code darwin}
 * @param arch the processor in Go's words: {@code amd64} or {@code arm64}
 * @param cache where brought programs are kept
 * @param progress receives one line for each step that takes time
 */
record Surroundings(Map<String, String> environment, String os, String arch, CacheFolder cache, PrintStream progress) {

    static Surroundings ofThisMachine() {
        Map<String, String> environment = System.getenv();
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return new Surroundings(
                environment,
                system.startsWith("mac") ? "darwin" : system,
                switch (processor) {
                    case "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    default -> processor;
                },
                CacheFolder.of(environment),
                System.err);
    }

    /** Every executable file of this name on PATH, in PATH's order. */
    List<Path> onPath(String name) {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(":"))
                .filter(entry -> !entry.isBlank())
                .map(entry -> Path.of(entry, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .toList();
    }
}
