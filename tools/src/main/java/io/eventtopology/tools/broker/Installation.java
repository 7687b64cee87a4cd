package io.eventtopology.tools.broker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a broker's programs are.
 *
 * @param root the folder in the place of the root folder, or empty if the broker is installed
 * @param program the program that starts the broker
 */
record Installation(Optional<Path> root, Path program) {

    /**
     * The broker on PATH, else out of its Debian package.
     *
     * @param name what messages call the broker
     * @param program its program's file name, which is its package's name too
     * @param inPackage the program's path in the package
     * @throws BrokerUnavailableException if neither can be had
     */
    static Installation of(String name, String program, String inPackage, Supplier<DebianPackages> packages) {
        Optional<Path> installed = onPath(program);
        if (installed.isPresent()) {
            return new Installation(Optional.empty(), installed.get());
        }
        try {
            Path root = packages.get().unpacked(program);
            return new Installation(Optional.of(root), root.resolve(inPackage));
        } catch (BrokerUnavailableException e) {
            throw new BrokerUnavailableException(name + " cannot be had on this machine: PATH has no " + program
                    + ", and " + e.getMessage() + ". Install " + name + " so that " + program + " is on PATH.");
        }
    }

    static Optional<Path> onPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(entry -> !entry.isBlank())
                .map(entry -> Path.of(entry, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What an unpacked program needs to find its libraries; empty if it is installed. */
    Map<String, String> environment() {
        return root.map(folder -> Map.of("LD_LIBRARY_PATH", libraries(folder))).orElse(Map.of());
    }

    /** {@code usr/lib/x86_64-linux-gnu} on Intel; the name differs by processor. */
    private static String libraries(Path folder) {
        return Stream.of("usr/lib", "lib")
                .map(folder::resolve)
                .filter(Files::isDirectory)
                .flatMap(Installation::entries)
                .filter(entry -> entry.getFileName().toString().contains("-linux-"))
                .map(Path::toString)
                .collect(Collectors.joining(":"));
    }

    /** What a folder holds, in the order of names. */
    static Stream<Path> entries(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder, e);
        }
    }
}
