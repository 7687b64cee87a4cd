package io.eventtopology.tools.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * The pinned SHA-256 sums of official releases, hexadecimal, by {@code <name>-<version>-<os>-<arch>}.
 *
 * <p>Only sums seen at the publisher are listed; a release without one is not used (docs/decisions/0002).
 */
final class ReleaseSums {
    private final Properties sums;

    private ReleaseSums(Properties sums) {
        this.sums = sums;
    }

    static ReleaseSums pinned() {
        Properties properties = new Properties();
        try (InputStream in = Objects.requireNonNull(
                ReleaseSums.class.getResourceAsStream("release-sums.properties"), "release-sums.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read release-sums.properties", e);
        }
        return new ReleaseSums(properties);
    }

    static ReleaseSums of(Properties sums) {
        return new ReleaseSums(sums);
    }

    Optional<String> of(Program program, String os, String arch) {
        return Optional.ofNullable(sums.getProperty(program.name() + "-" + program.version() + "-" + os + "-" + arch));
    }
}
