package io.eventtopology.tools.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Memory that a process has in RAM, as Linux tells (proc(5), {@code VmRSS} of {@code /proc/<pid>/status}).
 *
 * @param kibibytes how much
 */
public record ResidentMemory(long kibibytes) {
    private static final String FIELD = "VmRSS:";

    /** Of a process of this machine; empty when it has ended, or the system does not tell. */
    public static Optional<ResidentMemory> of(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith(FIELD))
                    .map(line ->
                            line.substring(FIELD.length()).replace("kB", "").strip())
                    .map(number -> new ResidentMemory(Long.parseLong(number)))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** In megabytes of 1024 × 1024 bytes, rounded down. */
    public long megabytes() {
        return kibibytes / 1024;
    }
}
