package io.eventtopology.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.tools.process.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that stand before everything else: the search for a JDK, and the runner of the README's commands. */
class ShellScriptsTest {
    private static final Path TOOLS = Path.of("..", "tools").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    @Test
    void without_a_jdk_the_script_says_what_it_found_and_what_to_install() {
        CommandResult result = bash("source '%s/find-jdk.sh'; jdk_minimum=999; find_jdk".formatted(TOOLS), Map.of());

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.stderr())
                .contains("No JDK 999 or newer was found.")
                .contains("is version ")
                .contains("Install one and try again:");
    }

    @Test
    void a_java_home_that_is_too_old_gives_way_to_the_newest_jdk() throws IOException {
        Path old = jdk("old", "17.0.15");
        jdk(".sdkman/candidates/java/early", "998-ea");
        Path newest = jdk(".sdkman/candidates/java/newest", "999.0.1");

        assertThat(found(old)).isEqualTo(newest.toString());
    }

    @Test
    void a_java_home_that_is_new_enough_is_kept() throws IOException {
        Path chosen = jdk("chosen", "21");
        jdk(".sdkman/candidates/java/newest", "999.0.1");

        assertThat(found(chosen)).isEqualTo(chosen.toString());
    }

    @Test
    void a_java_home_without_a_compiler_is_no_jdk() throws IOException {
        Path runtime = jdk("runtime", "999");
        Files.delete(runtime.resolve("bin/javac"));
        Path newest = jdk(".sdkman/candidates/java/newest", "998");

        assertThat(found(runtime)).isEqualTo(newest.toString());
    }

    @Test
    void a_command_of_the_readme_that_fails_ends_the_run_and_is_named_by_its_line() throws IOException {
        CommandResult result = readme("# Title", "```bash", "false | cat", "```", "```bash", "echo later", "```");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.stderr()).contains("README.md:2: exit status 1");
        assertThat(result.stdout()).doesNotContain("later");
    }

    @Test
    void a_command_must_end_with_the_line_that_the_readme_promises() throws IOException {
        String[] lines = {"<!-- ci: expect all: ok -->", "```bash", "echo all: ok", "echo but then", "```"};

        assertThat(readme(lines).stderr()).contains("the last line is \"but then\", not \"all: ok\"");
    }

    @Test
    void nothing_but_verify_can_be_skipped() throws IOException {
        assertThat(readme("<!-- ci: skip -->", "```bash", "./verify", "```").exit())
                .isZero();
        assertThat(readme("<!-- ci: skip -->", "```bash", "./quickstart", "```").stderr())
                .contains("only ./verify may be skipped");
        assertThat(readme("<!-- ci: later -->", "```bash", "true", "```").stderr())
                .contains("unknown comment \"ci: later\"");
    }

    @Test
    void a_readme_without_commands_is_an_error() throws IOException {
        assertThat(readme("```console", "$ ./verify", "```").stderr()).contains("has no ```bash block");
    }

    @Test
    void blocks_run_in_order_each_in_a_fresh_shell_and_other_blocks_do_not() throws IOException {
        CommandResult result = readme(
                "```bash",
                "x=1",
                "echo \"first $x\"",
                "```",
                "```text",
                "exit 1",
                "```",
                "<!-- ci: expect second unset -->",
                "```bash",
                "echo \"second ${x:-unset}\"",
                "```");

        assertThat(result.exit()).as(result.stderr()).isZero();
        assertThat(result.stdout()).containsSubsequence("first 1", "second unset");
    }

    private String found(Path javaHome) {
        CommandResult result = bash(
                "source '%s/find-jdk.sh'; find_jdk && echo \"$JAVA_HOME\"".formatted(TOOLS),
                Map.of("HOME", directory.toString(), "JAVA_HOME", javaHome.toString()));
        assertThat(result.exit()).as(result.stderr()).isZero();
        return result.stdout().strip();
    }

    /** A folder that looks like a JDK of this version. */
    private Path jdk(String name, String version) throws IOException {
        Path home = directory.resolve(name);
        Path bin = Files.createDirectories(home.resolve("bin"));
        for (String program : List.of("java", "javac")) {
            Files.writeString(bin.resolve(program), "#!/bin/sh\n");
            assertThat(bin.resolve(program).toFile().setExecutable(true)).isTrue();
        }
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"A test\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        return home;
    }

    private CommandResult readme(String... lines) throws IOException {
        Path readme = directory.resolve("README.md");
        Files.writeString(readme, String.join("\n", lines) + "\n");
        return run(List.of(TOOLS.resolve("run-readme").toString(), readme.toString()), Map.of());
    }

    private static CommandResult bash(String script, Map<String, String> environment) {
        return run(List.of("bash", "-euo", "pipefail", "-c", script), environment);
    }

    private static CommandResult run(List<String> command, Map<String, String> environment) {
        return CommandResult.of(command, environment, Duration.ofSeconds(30));
    }
}
