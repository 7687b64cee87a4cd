package io.eventtopology.e2e.cluster;

import io.eventtopology.tools.process.CommandResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Git repository that Argo CD reads, and a working copy of it that the test commits to, as a person would. */
final class GitRepository implements AutoCloseable {
    private final Path bare;
    private final Path work;
    private final String url;

    private GitRepository(Path bare, Path work, String url) {
        this.bare = bare;
        this.work = work;
        this.url = url;
    }

    /**
     * Makes an empty repository, in the place of an older one of this name.
     *
     * @param folder folder of bare repositories that are served
     * @param base URL under which the folder is served
     */
    static GitRepository create(Path folder, String base, String name) {
        try {
            Path bare = folder.resolve(name + ".git");
            deleteAll(bare);
            Path work = Files.createTempDirectory("gitops");
            GitRepository repository = new GitRepository(bare, work, base + "/" + name + ".git");
            repository.git("init", "--quiet", "--bare", "--initial-branch=main", bare.toString());
            repository.git("clone", "--quiet", bare.toString(), ".");
            return repository;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** URL for Argo CD. */
    String url() {
        return url;
    }

    /** A file or folder of the working copy. */
    Path file(String path) {
        return work.resolve(path);
    }

    /** Copies a file or a folder of this project to the same place in the working copy. */
    GitRepository copy(String path) {
        Path from = ClusterUnderTest.ROOT.resolve(path);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = work.resolve(ClusterUnderTest.ROOT.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Changes a file; fails if the text is not in it. */
    GitRepository replace(String path, String text, String by) {
        try {
            String before = Files.readString(file(path));
            if (!before.contains(text)) {
                throw new AssertionError(path + " does not contain: " + text);
            }
            Files.writeString(file(path), before.replace(text, by));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /**
     * Commits everything and pushes it.
     *
     * @return the commit
     */
    String push(String message) {
        git("add", "--all");
        git("commit", "--quiet", "--message", message);
        git("push", "--quiet", "origin", "HEAD:main");
        return git("rev-parse", "HEAD").strip();
    }

    private String git(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("git", "-C", work.toString(), "-c", "user.name=e2e", "-c", "user.email=e2e@example.com"));
        command.addAll(List.of(arguments));
        CommandResult result = CommandResult.of(command, Map.of("GIT_TERMINAL_PROMPT", "0"), Duration.ofMinutes(1));
        if (result.exit() != 0) {
            throw new AssertionError(
                    String.join(" ", command) + " ended with " + result.exit() + ": " + result.stderr());
        }
        return result.stdout();
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            deleteAll(bare);
            deleteAll(work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
