package io.eventtopology.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eventtopology.chart.DocumentedValues.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every value is explained where people look: in the file, in the schema that editors show, and in the README. */
class ValuesTest {
    @Test
    void everyValueHasAComment() throws IOException {
        assertThat(DocumentedValues.read())
                .hasSizeGreaterThan(40)
                .allSatisfy(value -> assertThat(value.comment())
                        .as("comment of %s", value.path())
                        .endsWith("."));
    }

    @Test
    void theSchemaSaysTheSame() throws IOException {
        for (Value value : DocumentedValues.read()) {
            JsonNode schema = schema().at("/properties/" + value.path().replace(".", "/properties/"));

            assertThat(schema.path("description").asText())
                    .as("description of %s in values.schema.json", value.path())
                    .isEqualTo(value.comment());
        }
    }

    @Test
    void theSchemaExplainsGroupsTooAndKnowsNothingThatTheFileDoesNot() throws IOException {
        List<String> paths = DocumentedValues.read().stream().map(Value::path).toList();
        List<String> unexplained = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        groups("", schema(), paths, unexplained, unknown);

        assertThat(unexplained).as("groups without a description").isEmpty();
        assertThat(unknown).as("values that values.yaml does not show").containsExactly("global");
    }

    private static void groups(
            String prefix, JsonNode schema, List<String> paths, List<String> unexplained, List<String> unknown) {
        for (Map.Entry<String, JsonNode> member : schema.path("properties").properties()) {
            String path = prefix + member.getKey();
            if (paths.contains(path)) {
                continue;
            }
            if (paths.stream().noneMatch(p -> p.startsWith(path + "."))) {
                unknown.add(path);
            }
            if (member.getValue().path("description").asText().isBlank()) {
                unexplained.add(path);
            }
            groups(path + ".", member.getValue(), paths, unexplained, unknown);
        }
    }

    @Test
    void everyObjectWithMembersIsClosed() throws IOException {
        List<String> open = new ArrayList<>();
        objects("", schema(), open);

        assertThat(open).as("objects that take unknown members").isEmpty();
    }

    private static void objects(String place, JsonNode schema, List<String> open) {
        if (schema.has("properties")
                && schema.path("type").asText().equals("object")
                && schema.path("additionalProperties").asBoolean(true)) {
            open.add(place);
        }
        schema.path("properties")
                .properties()
                .forEach(member -> objects(place + "/" + member.getKey(), member.getValue(), open));
        if (schema.has("items")) {
            objects(place + "/items", schema.path("items"), open);
        }
    }

    /** {@code -Dchart.write=true} writes it anew. */
    @Test
    void theReadmeShowsThemAll() throws IOException {
        Path readme = HelmChart.FOLDER.resolve("README.md");
        String wanted = DocumentedValues.readme();
        if (Boolean.getBoolean("chart.write")) {
            Files.writeString(readme, wanted);
        }

        assertThat(readme)
                .as("run ./mvnw -pl helm-chart -am test -Dtest=ValuesTest -Dchart.write=true"
                        + " -Dsurefire.failIfNoSpecifiedTests=false and commit the result")
                .hasContent(wanted);
    }

    private static JsonNode schema() throws IOException {
        return new ObjectMapper()
                .readTree(HelmChart.FOLDER.resolve("values.schema.json").toFile());
    }
}
