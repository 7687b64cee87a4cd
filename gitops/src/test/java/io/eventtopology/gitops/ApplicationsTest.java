package io.eventtopology.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The example Applications fit this repository; e2e's ArgoCdTest lets Argo CD sync them. */
class ApplicationsTest {
    private static final Path REPOSITORY = Path.of("..");
    private static final String WAVE = "argocd.argoproj.io/sync-wave";

    static List<Path> applications() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("argocd"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getParent().endsWith("applications") || file.endsWith("root.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("applications")
    void what_is_synced_is_there_and_applied_by_the_server(Path file) {
        JsonNode spec = Yaml.read(file).path("spec");

        assertThat(REPOSITORY.resolve(spec.at("/source/path").asText())).isDirectory();
        assertThat(texts(spec.at("/syncPolicy/syncOptions"))).contains("ServerSideApply=true");
        assertThat(spec.at("/syncPolicy/automated/selfHeal").asBoolean()).isTrue();
    }

    @Test
    void the_operator_comes_before_what_uses_it() {
        assertThat(wave(Yaml.read(Path.of("argocd/applications/event-topology-operator.yaml"))))
                .isLessThan(wave(Yaml.read(Path.of("argocd/applications/shop.yaml"))));
    }

    @Test
    void namespaces_come_before_topologies_and_these_before_services() throws IOException {
        Map<String, Integer> waves = new TreeMap<>();
        try (Stream<Path> files = Files.list(REPOSITORY.resolve("examples/gitops"))) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".yaml")).toList()) {
                Yaml.MAPPER
                        .readerFor(JsonNode.class)
                        .<JsonNode>readValues(file.toFile())
                        .forEachRemaining(
                                document -> waves.merge(document.path("kind").asText(), wave(document), Math::max));
            }
        }
        assertThat(waves).isEqualTo(Map.of("Namespace", -1, "EventTopology", 0, "EventService", 1));
    }

    private static int wave(JsonNode resource) {
        return Integer.parseInt(
                resource.path("metadata").path("annotations").path(WAVE).asText());
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
