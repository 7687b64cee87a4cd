package io.eventtopology.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The committed templates are what CRDs and RBAC give. {@code -Dchart.write=true} writes them anew. */
class GeneratedTemplatesTest {
    private static final Path TEMPLATES = Path.of("event-topology-operator/templates");

    @Test
    void templatesMatchTheirSources() throws IOException {
        Map<String, String> generated = GeneratedTemplates.generate();
        for (Map.Entry<String, String> template : generated.entrySet()) {
            Path file = TEMPLATES.resolve(template.getKey());
            if (Boolean.getBoolean("chart.write")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, template.getValue());
            }
            assertThat(file)
                    .as("run ./mvnw -pl helm-chart -am test -Dtest=GeneratedTemplatesTest -Dchart.write=true"
                            + " -Dsurefire.failIfNoSpecifiedTests=false and commit the result")
                    .hasContent(template.getValue());
        }
        try (var files = Files.list(TEMPLATES.resolve("crds"))) {
            assertThat(files.map(f -> "crds/" + f.getFileName()))
                    .containsExactlyElementsOf(generated.keySet().stream()
                            .filter(f -> f.startsWith("crds/"))
                            .toList());
        }
    }
}
