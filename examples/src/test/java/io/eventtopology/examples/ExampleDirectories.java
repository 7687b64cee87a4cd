package io.eventtopology.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the examples: every directory of this module that holds YAML. Paths are relative to the module. */
final class ExampleDirectories {
    private static final Path ROOT = Path.of("");

    private ExampleDirectories() {}

    /** Every directory with YAML files of its own, sorted. */
    static List<Path> all() {
        return yamlFiles().map(Path::getParent).distinct().sorted().toList();
    }

    /** Every YAML file outside of sources and build output. */
    static Stream<Path> yamlFiles() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files
                    .filter(file -> !file.startsWith("src") && !file.startsWith("target"))
                    .filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the examples", e);
        }
    }
}
