package io.eventtopology.tools.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
    @TempDir
    Path parent;

    /**
     * Seen to fail: without a look for folders of others, that of the killed process stayed; without a look at their locks, that of the
     * living process went.
     */
    @Test
    void what_a_killed_process_left_goes_with_the_next_folder_and_nothing_else_does() throws Exception {
        Path unlocked = Files.createDirectory(parent.resolve("broker-1-of-somebody"));
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Maker.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = other.inputReader()) {
            Path theirs = Path.of(output.readLine());
            Path mine = TemporaryFolder.create(parent, "broker-");
            Path second = TemporaryFolder.create(parent, "broker-");
            assertThat(theirs.resolve("data")).as("of a process that lives").exists();

            other.destroyForcibly().waitFor();
            Path database = TemporaryFolder.create(parent, "database-");
            assertThat(theirs).as("of another prefix").exists();
            Path third = TemporaryFolder.create(parent, "broker-");

            assertThat(theirs).doesNotExist();
            for (Path folder : new Path[] {mine, second, database, third}) {
                assertThat(folder).isEmptyDirectory();
                TemporaryFolder.delete(folder);
            }
            assertThat(parent.toFile().list())
                    .containsOnly(unlocked.getFileName().toString());
        } finally {
            other.destroyForcibly();
        }
    }

    /** Another process: makes a folder with something in it, says where, and lives until it is killed. */
    static final class Maker {
        private Maker() {}

        public static void main(String[] args) throws Exception {
            Path folder = TemporaryFolder.create(Path.of(args[0]), "broker-");
            Files.createDirectories(folder.resolve("data/deep"));
            System.out.println(folder);
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
