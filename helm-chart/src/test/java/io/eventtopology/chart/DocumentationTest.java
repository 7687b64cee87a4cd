package io.eventtopology.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/install.md and docs/operations.md show is there. */
class DocumentationTest {
    private static final Path DOCS = Path.of("../docs");

    static List<String> examples() throws IOException {
        return Pattern.compile("(?ms)^```yaml\n(.*?)^```$")
                .matcher(Files.readString(DOCS.resolve("install.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theValuesOfInstallMdAreValid(String values) {
        assertThat(HelmChart.render(values)).contains("kind: Deployment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alerts.yaml", "admission-alerts.yaml"})
    void everyAlertHasItsSection(String file) throws IOException {
        List<String> sections = Files.readAllLines(DOCS.resolve("operations.md"));
        for (JsonNode alert : new YAMLMapper()
                .readTree(HelmChart.FOLDER.resolve("files").resolve(file).toFile())) {
            assertThat(sections).contains("### " + alert.path("alert").asText());
            assertThat(alert.path("labels").path("severity").asText()).isIn("critical", "warning");
            assertThat(alert.path("annotations").path("summary").asText()).isNotBlank();
            assertThat(alert.path("annotations").path("description").asText()).isNotBlank();
        }
    }

    @Test
    void everySectionIsOfAnAlert() throws IOException {
        String alerts = Files.readString(HelmChart.FOLDER.resolve("files/alerts.yaml"))
                + Files.readString(HelmChart.FOLDER.resolve("files/admission-alerts.yaml"));
        try (Stream<String> lines = Files.lines(DOCS.resolve("operations.md"))) {
            assertThat(lines.filter(line -> line.startsWith("### EventTopology")))
                    .allSatisfy(section -> assertThat(alerts).contains("- alert: " + section.substring(4) + "\n"));
        }
    }
}
