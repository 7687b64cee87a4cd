package io.eventtopology.tools.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventtopology.tools.cache.CacheFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
    @TempDir
    Path root;

    @Test
    void what_is_on_path_is_used() {
        Installation found = Installation.of("A shell", "sh", "bin/sh", () -> {
            throw new AssertionError("no package is needed");
        });

        assertThat(found.root()).isEmpty();
        assertThat(found.program()).isExecutable().hasFileName("sh");
        assertThat(found.environment()).isEmpty();
    }

    @Test
    void a_machine_that_is_no_debian_is_told_what_to_install() {
        DebianPackages elsewhere = new DebianPackages(new CacheFolder(root.resolve("cache")), root.resolve("absent"));

        assertThatThrownBy(() -> Installation.of("Pigeons", "pigeon-server", "usr/bin/pigeon-server", () -> elsewhere))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessage("Pigeons cannot be had on this machine: PATH has no pigeon-server, and this is neither"
                        + " Debian nor Ubuntu: " + root.resolve("absent")
                        + " cannot be read. Install Pigeons so that pigeon-server is on PATH.");
    }

    @Test
    void what_was_unpacked_earlier_is_used_with_its_libraries() throws IOException {
        Path release =
                Files.writeString(root.resolve("os-release"), "NAME=\"Some Linux\"\nID=some\nVERSION_ID=\"7\"\n");
        Path unpacked = root.resolve("cache/debian/some-7-" + System.getProperty("os.arch") + "/pigeon-server");
        Files.createDirectories(unpacked.resolve("usr/lib/x86_64-linux-gnu"));
        Files.createDirectories(unpacked.resolve("usr/lib/pigeons"));

        Installation found = Installation.of(
                "Pigeons",
                "pigeon-server",
                "usr/bin/pigeon-server",
                () -> new DebianPackages(new CacheFolder(root.resolve("cache")), release));

        assertThat(found.root()).contains(unpacked);
        assertThat(found.program()).isEqualTo(unpacked.resolve("usr/bin/pigeon-server"));
        assertThat(found.environment())
                .containsOnlyKeys("LD_LIBRARY_PATH")
                .containsEntry(
                        "LD_LIBRARY_PATH",
                        unpacked.resolve("usr/lib/x86_64-linux-gnu").toString());
    }
}
