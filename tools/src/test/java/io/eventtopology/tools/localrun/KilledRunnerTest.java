package io.eventtopology.tools.localrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KilledRunnerTest {
    @Test
    void nothing_outlives_a_runner_that_is_killed(@TempDir Path folder) throws IOException, InterruptedException {
        Process runner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RunnerMain.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = runner.inputReader()) {
            String line = output.readLine();
            while (line != null && !line.startsWith("pids ")) {
                line = output.readLine();
            }
            assertThat(line).isNotNull();
            List<Long> pids = Arrays.stream(
                            line.substring("pids [".length(), line.length() - 1).split(", "))
                    .map(Long::valueOf)
                    .toList();
            assertThat(pids).hasSize(2).allMatch(pid -> ProcessHandle.of(pid).isPresent());
            runner.destroyForcibly().waitFor();
            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            pids.stream().noneMatch(pid -> ProcessHandle.of(pid).isPresent()));
        } finally {
            runner.destroyForcibly();
        }
    }
}
