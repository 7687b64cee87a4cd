package io.eventtopology.tools.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
    @TempDir
    Path directory;

    @Test
    void a_program_does_not_outlive_a_jvm_that_is_killed() throws IOException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = jvm.inputReader()) {
            assertThat(out.readLine()).isEqualTo("started");
        }
        await().until(() -> Files.exists(directory.resolve("pid")) && Files.size(directory.resolve("pid")) > 0);
        ProcessHandle child = ProcessHandle.of(Long.parseLong(
                        Files.readString(directory.resolve("pid")).strip()))
                .orElseThrow();

        jvm.destroyForcibly();

        await().atMost(Duration.ofSeconds(10)).until(() -> !child.isAlive());
    }

    /** The JVM that is killed. */
    static final class Parent {
        private Parent() {}

        /** Starts a program that writes its process id and would run for long. */
        public static void main(String[] arguments) throws InterruptedException {
            Path home = Path.of(arguments[0]);
            ChildProcess.start("sleeper", SLEEPER, Map.of(), home, home.resolve("log"));
            System.out.println("started");
            Thread.sleep(Duration.ofMinutes(5).toMillis());
        }
    }

    private static final List<String> SLEEPER = List.of("/bin/sh", "-c", "echo $$ > pid; exec sleep 300");

    @Test
    void close_kills_the_program_and_can_be_repeated() throws Exception {
        ChildProcess child = ChildProcess.start("sleeper", SLEEPER, Map.of(), directory, directory.resolve("log"));
        await().until(() -> Files.exists(directory.resolve("pid")) && Files.size(directory.resolve("pid")) > 0);
        ProcessHandle sleeper = ProcessHandle.of(Long.parseLong(
                        Files.readString(directory.resolve("pid")).strip()))
                .orElseThrow();

        child.close();
        child.close();

        assertThat(child.isAlive()).isFalse();
        await().atMost(Duration.ofSeconds(2)).until(() -> !sleeper.isAlive());
    }

    @Test
    void a_program_that_is_asked_to_stop_may_finish_its_work() throws Exception {
        List<String> tidy =
                List.of("/bin/sh", "-c", "trap 'echo tidied; exit 3' TERM; echo up; while :; do sleep 0.1; done");
        try (ChildProcess child = ChildProcess.start("tidy", tidy, Map.of(), directory, directory.resolve("log"))) {
            await().until(() -> child.logTail(1).equals("up"));

            child.terminate();

            assertThat(child.waitFor(Duration.ofSeconds(10))).isEqualTo(OptionalInt.of(3));
            assertThat(child.logTail(1)).isEqualTo("tidied");
            child.terminate();
        }
    }

    @Test
    void close_kills_what_the_program_started_too() throws Exception {
        List<String> parent = List.of("/bin/sh", "-c", "sleep 300 & echo $! > pid; wait");
        ChildProcess child = ChildProcess.start("parent", parent, Map.of(), directory, directory.resolve("log"));
        await().until(() -> Files.exists(directory.resolve("pid")) && Files.size(directory.resolve("pid")) > 0);
        ProcessHandle grandchild = ProcessHandle.of(Long.parseLong(
                        Files.readString(directory.resolve("pid")).strip()))
                .orElseThrow();

        child.close();

        assertThat(grandchild.isAlive()).isFalse();
    }

    @Test
    void a_program_that_ends_keeps_its_status_and_its_last_words() throws Exception {
        try (ChildProcess child = ChildProcess.start(
                "failing",
                List.of("/bin/sh", "-c", "echo one; echo $WORD >&2; exit 7"),
                Map.of("WORD", "two"),
                directory,
                directory.resolve("log"))) {
            assertThat(child.waitFor(Duration.ofSeconds(10))).isEqualTo(OptionalInt.of(7));
            assertThat(child.logTail(1)).isEqualTo("two");
            assertThat(child.logTail(10)).isEqualTo("one\ntwo");
        }
    }

    @Test
    void a_program_that_does_not_exist_says_so_in_its_log() throws Exception {
        try (ChildProcess child =
                ChildProcess.start("absent", List.of("./absent"), Map.of(), directory, directory.resolve("log"))) {
            assertThat(child.waitFor(Duration.ofSeconds(10))).isEqualTo(OptionalInt.of(127));
            assertThat(child.logTail(5)).contains("./absent");
        }
    }

    @Test
    void a_missing_directory_is_an_error() {
        assertThatThrownBy(() -> ChildProcess.start(
                        "any", List.of("true"), Map.of(), directory.resolve("no"), directory.resolve("log")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Cannot start any (true)");
    }

    @Test
    void a_command_that_takes_too_long_is_killed() {
        CommandResult result =
                CommandResult.of(List.of("/bin/sh", "-c", "echo early; sleep 60"), Map.of(), Duration.ofMillis(300));

        assertThat(result).isEqualTo(new CommandResult(124, "early\n", ""));
    }
}
