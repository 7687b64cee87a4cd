package io.eventtopology.tools.broker;

import io.eventtopology.tools.cache.CacheFolder;
import io.eventtopology.tools.cache.TemporaryFolder;
import io.eventtopology.tools.process.CommandResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Debian packages that are downloaded and unpacked once into the user's cache folder. Nothing is installed, no script of a
 * package runs, and no rights are needed. apt itself says which of the packages it takes this machine lacks, and checks the
 * signatures; its lists of packages are private, so those of the system need not be there or be recent.
 *
 * @param cache where they are unpacked
 * @param system the file that names the system's release, {@code /etc/os-release}
 */
record DebianPackages(CacheFolder cache, Path system) {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    static DebianPackages ofThisMachine() {
        return new DebianPackages(CacheFolder.of(System.getenv()), Path.of("/etc/os-release"));
    }

    /**
     * The folder into which a package and the packages that it needs and this machine lacks are unpacked, as if it were
     * the root folder.
     *
     * @throws BrokerUnavailableException if this is no Debian or a relative of it, or if a package cannot be had
     */
    Path unpacked(String name) {
        Path release = cache.root().resolve("debian").resolve(release());
        Path target = release.resolve(name);
        return cache.locked(
                target,
                () -> System.err.println("waiting for another process that brings the Debian package " + name),
                () -> {
                    if (!Files.isDirectory(target)) {
                        bring(name, release.resolve("apt"), target);
                    }
                    return target;
                });
    }

    /** Such as {@code debian-12-amd64}: packages of one release do not run on another. */
    private String release() {
        try {
            Map<String, String> named = Files.readAllLines(system).stream()
                    .filter(line -> line.contains("="))
                    .map(line -> line.split("=", 2))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].replace("\"", ""), (one, other) -> one));
            return named.getOrDefault("ID", "unknown") + "-" + named.getOrDefault("VERSION_ID", "unknown") + "-"
                    + System.getProperty("os.arch");
        } catch (IOException e) {
            throw new BrokerUnavailableException("this is neither Debian nor Ubuntu: " + system + " cannot be read");
        }
    }

    private static void bring(String name, Path aptFolder, Path target) {
        System.err.println("downloading and unpacking the Debian package " + name + " (once) ...");
        Path work = target.resolveSibling("." + target.getFileName() + ".new");
        try {
            if (Files.exists(work)) {
                TemporaryFolder.delete(work);
            }
            Path archives = Files.createDirectories(work.resolve("archives"));
            Path root = Files.createDirectories(work.resolve("root"));
            Files.createDirectories(aptFolder.resolve("lists/partial"));
            Files.createDirectories(aptFolder.resolve("cache/archives/partial"));
            run(apt(aptFolder, "update"));
            List<String> missing = missing(name, aptFolder);
            List<String> download = new ArrayList<>(
                    List.of("/bin/sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", archives.toString()));
            download.addAll(apt(aptFolder, "download"));
            download.addAll(missing);
            run(download);
            try (Stream<Path> all = Files.list(archives)) {
                all.sorted().forEach(archive -> run(List.of("dpkg-deb", "-x", archive.toString(), root.toString())));
            }
            Files.move(root, target, StandardCopyOption.ATOMIC_MOVE);
            TemporaryFolder.delete(work);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack the Debian package " + name + " into " + target, e);
        }
    }

    private static List<String> missing(String name, Path aptFolder) {
        List<String> simulation = new ArrayList<>(apt(aptFolder, "install"));
        simulation.addAll(List.of("--simulate", "--no-install-recommends", name));
        List<String> missing = run(simulation)
                .lines()
                .filter(line -> line.startsWith("Inst "))
                .map(line -> line.split(" ")[1])
                .toList();
        if (!missing.contains(name)) {
            throw new BrokerUnavailableException(
                    "the package " + name + " is installed, but its program is not on PATH");
        }
        return missing;
    }

    private static List<String> apt(Path folder, String action) {
        return List.of(
                "apt-get",
                "--quiet",
                "-o",
                "Dir::State::lists=" + folder.resolve("lists"),
                "-o",
                "Dir::Cache=" + folder.resolve("cache"),
                "-o",
                "Debug::NoLocking=true",
                // Else root's downloads are made by a user who may not write to root's folders.
                "-o",
                "APT::Sandbox::User=root",
                action);
    }

    private static String run(List<String> command) {
        try {
            CommandResult result = CommandResult.of(command, Map.of("LC_ALL", "C"), LIMIT);
            if (result.exit() != 0) {
                throw new BrokerUnavailableException(String.join(" ", command) + " ended with exit status "
                        + result.exit() + ": " + result.stderr().strip());
            }
            return result.stdout();
        } catch (UncheckedIOException e) {
            throw new BrokerUnavailableException(
                    "this is neither Debian nor Ubuntu: there is no " + command.getFirst());
        }
    }
}
