package io.eventtopology.tools.localrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaProgramsTest {
    private static final OptionalLong LIMIT = OptionalLong.of(512L * 1024 * 1024);

    @TempDir
    private Path services;

    private Path jar;

    @BeforeEach
    void build() throws IOException {
        jar = services.resolve("todo/target/quarkus-app/quarkus-run.jar");
        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "");
    }

    @Test
    void an_image_without_a_build_says_what_to_do() {
        assertThatThrownBy(() -> command(Map.of(), "user", "example.org/user-service:1"))
                .isInstanceOf(ProgramMissingException.class)
                .hasMessageContaining("example.org/user-service:1")
                .hasMessageContaining("Build the module");
        assertThatThrownBy(() -> command(Map.of("todo", Path.of("no.jar")), "todo", "todo"))
                .isInstanceOf(ProgramMissingException.class)
                .hasMessageContaining("no.jar");
    }

    @Test
    void a_bundled_service_runs_by_the_name_of_its_image() {
        for (String image : List.of(
                "todo",
                "local/todo",
                "localhost:5000/x/todo-service:1.0",
                "r/todo-service:1@sha256:12",
                "todo@sha256:1")) {
            assertThat(command(Map.of(), "any", image)).endsWith("-Xmx384m", "-jar", jar.toString());
        }
    }

    @Test
    void options_for_all_services_count_and_their_heap_wins() throws IOException {
        Path options = services.resolve(JavaPrograms.OPTIONS);
        Files.writeString(options, "-XX:+UseSerialGC\n");
        assertThat(command(Map.of(), "todo", "todo")).contains("@" + options, "-Xmx384m");
        Files.writeString(options, "-Xmx96m\n");
        assertThat(command(Map.of(), "todo", "todo")).contains("@" + options).doesNotContain("-Xmx384m");
    }

    @Test
    void a_jar_of_ones_own_runs_in_the_services_place_without_the_options_of_others() throws IOException {
        Files.writeString(services.resolve(JavaPrograms.OPTIONS), "-Xmx96m\n");
        Path own = Files.writeString(
                Files.createDirectories(services.resolve("mine")).resolve("my.jar"), "");
        assertThat(command(Map.of("todo", own), "todo", "todo"))
                .endsWith("-Xmx384m", "-jar", own.toString())
                .noneMatch(argument -> argument.startsWith("@"));
    }

    private List<String> command(Map<String, Path> jars, String service, String image) {
        return new JavaPrograms(services, jars).command(new ContainerProgram("shop", service, image, LIMIT));
    }
}
