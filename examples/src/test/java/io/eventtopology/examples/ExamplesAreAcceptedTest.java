package io.eventtopology.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.tools.cluster.ControlPlane;
import io.eventtopology.tools.process.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real API server takes every example as kubectl sends it, and knows every field. */
class ExamplesAreAcceptedTest {
    private static final Path CRDS = Path.of("..", "crds", "manifests");

    @TempDir
    static Path directory;

    private static ControlPlane plane;

    @BeforeAll
    static void start() throws IOException {
        try (Stream<Path> crds = Files.list(CRDS)) {
            plane = ControlPlane.builder()
                    .directory(directory)
                    .crds(crds.sorted().toList())
                    .start();
        }
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    static List<Path> examples() {
        return ExampleDirectories.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void the_api_server_accepts_every_field(Path example) {
        CommandResult applied = apply(example);

        assertThat(applied.exit()).as(applied.stderr()).isZero();
        assertThat(applied.stderr()).as("warnings").isEmpty();
        assertThat(applied.stdout().lines()).allMatch(line -> line.endsWith(" serverside-applied"));
        assertThat(applied.stdout()).contains("eventtopology.eventtopology.io/");
    }

    @Test
    void a_misspelt_field_is_refused_by_name() throws IOException {
        Path wrong = Files.createDirectories(directory.resolve("wrong"));
        Files.copy(Path.of("todo", "namespace.yaml"), wrong.resolve("namespace.yaml"));
        Files.writeString(
                wrong.resolve("topology.yaml"),
                Files.readString(Path.of("todo", "topology.yaml")).replace("deletionPolicy:", "deletePolicy:"));

        CommandResult applied = apply(wrong);

        assertThat(applied.exit()).isNotZero();
        assertThat(applied.stderr()).contains("deletePolicy");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void every_example_is_explained_and_listed(Path example) throws IOException {
        assertThat(example.resolve("README.md"))
                .content()
                .contains("kubectl apply --server-side -f examples/" + example);
        assertThat(Path.of("README.md")).content().contains("(" + example + "/README.md)");
    }

    @Test
    void every_example_directory_is_covered() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(""))) {
            assertThat(files.filter(file -> !file.startsWith("src") && !file.startsWith("target"))
                            .filter(file -> file.endsWith("README.md"))
                            .map(Path::getParent)
                            .filter(parent -> parent != null))
                    .as("directories with a README, against those that are applied")
                    .containsExactlyInAnyOrderElementsOf(examples());
        }
    }

    private static CommandResult apply(Path example) {
        return plane.kubectl("apply", "--server-side", "--validate=strict", "-f", example.toString());
    }
}
